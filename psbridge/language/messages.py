"""The texts of parse errors, by PowerShell's error id. Programs match on both, so both are PowerShell's."""

from __future__ import annotations

_FOREACH_FORM = "\nThe correct form is: foreach ($a in $b) {...}"

MESSAGES: dict[str, str] = {
    # tokens
    "AmpersandNotAllowed": (
        "The ampersand (&) character is not allowed. The & operator is reserved for future use; wrap an ampersand in "
        'double quotation marks ("&") to pass it as part of a string.'
    ),
    "BadNumericConstant": "The numeric constant {0} is not valid.",
    "EmptyVariableReference": "An empty ${{}} variable reference was found. A name is required inside the braces.",
    "IncompleteDollarSubexpressionReference": "$(subexpression) is missing the closing ')'.",
    # PowerShell formats this text without arguments, so that its doubled braces stay
    "IncompleteDollarVariableReference": "${{{{variable}}}} reference starting is missing the closing '}}}}'.",
    "IncompleteString": "Incomplete string token.",
    "InvalidBracedVariableReference": "Variable reference is not valid. The variable name is missing.",
    "InvalidEndOfLine": "The token '{0}' is not a valid statement separator in this version.",
    "InvalidUnicodeEscapeSequence": (
        "The Unicode escape sequence is not valid. A valid sequence is `u{{ followed by one to six hex digits and a closing '}}'."
    ),
    "InvalidUnicodeEscapeSequenceValue": "The Unicode escape sequence value is out of range. The maximum value is 0x10FFFF.",
    "InvalidVariableReference": (
        "Variable reference is not valid. '$' was not followed by a valid variable name character. Consider using ${{}} to delimit the name."
    ),
    "InvalidVariableReferenceWithDrive": (
        "Variable reference is not valid. ':' was not followed by a valid variable name character. Consider using ${{}} to delimit the name."
    ),
    "MissingTerminatorMultiLineComment": "The terminator '#>' is missing from the multiline comment.",
    "MissingUnicodeEscapeSequenceTerminator": "The Unicode escape sequence is missing the closing '}}'.",
    "OpenBraceNeedsToBeBackTickedInVariableName": "Use `{{ instead of {{ in variable names.",
    "TerminatorExpectedAtEndOfString": "The string is missing the terminator: {0}.",
    "TokenAfterEndOfValidScriptText": "Executable script code found in signature block.",
    "TooManyDigitsInUnicodeEscapeSequence": "The Unicode escape sequence contains more than the maximum of six hex digits between braces.",
    "UnexpectedCharactersAfterHereStringHeader": "No characters are allowed after a here-string header but before the end of the line.",
    "UnexpectedToken": "Unexpected token '{0}' in expression or statement.",
    "UnrecognizedToken": "Unrecognized token in source text.",
    "WhitespaceBeforeHereStringFooter": "White space is not allowed before the string terminator.",
    # expressions
    "DuplicateKeyInHashLiteral": "Duplicate keys '{0}' are not allowed in hash literals.",
    "ExpectedExpression": "An expression was expected after '('.",
    "ExpectedValueExpression": "You must provide a value expression following the '{0}' operator.",
    "InvalidLeftHandSide": (
        "The assignment expression is not valid. The input to an assignment operator must be an object that is able to accept "
        "assignments, such as a variable or a property."
    ),
    "InvalidUsingExpression": "Expression is not allowed in a Using expression.",
    "MissingArrayIndexExpression": "Array index expression is missing or not valid.",
    "MissingColonInTernaryExpression": "Missing ':' in the ternary expression.",
    "MissingEndCurlyBrace": "Missing closing '}}' in statement block or type definition.",
    "MissingEndParenthesisInExpression": "Missing closing ')' in expression.",
    "MissingEndParenthesisInMethodCall": "Missing ')' in method call.",
    "MissingEndParenthesisInSubexpression": "Missing closing ')' in subexpression.",
    "MissingEndSquareBracket": "Missing ']' after array index expression.",
    "MissingEqualsInHashLiteral": "Missing '=' operator after key in hash literal.",
    "MissingExpressionAfterOperator": "Missing expression after unary operator '{0}'.",
    "MissingExpressionAfterToken": "Missing expression after '{0}'.",
    "MissingPropertyName": "Missing property name after reference operator.",
    "MissingStatementInHashLiteral": "Missing statement after '=' in hash literal.",
    "OperatorRequiresVariableOrProperty": "The '{0}' operator works only on variables or on properties.",
    "OrderedAttributeOnlyOnHashLiteralNode": "The {0} attribute can be specified only on a hash literal node.",
    "ReferenceNeedsToBeByItselfInTypeConstraint": "Cannot use [ref] with other types in a type constraint.",
    "ReferenceNeedsToBeByItselfInTypeSequence": "Cannot have two occurrences of [ref] in a type sequence.",
    "ReferenceNeedsToBeLastTypeInTypeConversion": "[ref] can only be the final type in type conversion sequence.",
    "ScriptTooComplicated": "Processing was stopped because the script is too complex.",
    "SplattingNotPermitted": (
        "The splatting operator '@' cannot be used to reference variables in an expression. '@{0}' can be used only as an argument to a "
        "command. To reference variables in an expression use '${0}'."
    ),
    "SplattingNotPermittedInArgumentList": "Splatted variables like '@{0}' cannot be part of a comma-separated list of arguments.",
    "VoidTypeConstraintNotAllowed": "[void] cannot be used as a parameter type, or on the left side of an assignment.",
    # types and attributes
    "ArrayHasTooManyDimensions": "Array type has too many dimensions: {0}.",
    "DuplicateNamedArgument": "Duplicate named arguments '{0}' are not allowed.",
    "EndSquareBracketExpectedAtEndOfAttribute": "Missing ] at end of attribute or type literal.",
    "EndSquareBracketExpectedAtEndOfType": "Missing ] at end of type token.",
    "MissingAssemblyNameSpecification": "The type name is missing the assembly name specification.",
    "MissingExpressionInNamedArgument": "Missing statement after '=' in named argument.",
    "MissingTypename": "Missing type name after '['.",
    "ParameterAttributeArgumentNeedsToBeConstant": "Attribute argument must be a constant.",
    "ParameterAttributeArgumentNeedsToBeConstantOrScriptBlock": "Attribute argument must be a constant or a script block.",
    "TypeNotAllowedBeforeParam": "Unexpected type [{0}] was found in the parameter statement.",
    "TypeNotAllowedBeforeStatement": "Unexpected type [{0}] was found before statement.",
    "UnexpectedAttribute": "Unexpected attribute '{0}'.",
    # pipelines
    "BackgroundOperatorInPipelineChain": "Background operators can only be used at the end of a pipeline chain.",
    "EmptyPipeElement": "An empty pipe element is not allowed.",
    "EmptyPipelineChainElement": "A pipeline chain operator must be followed by a pipeline.",
    "ExpressionsMustBeFirstInPipeline": "Expressions are only allowed as the first element of a pipeline.",
    "MissingArgument": "Missing argument in parameter list.",
    "MissingExpression": "Missing expression after '{0}' in pipeline element.",
    "MissingFileSpecification": "Missing file specification after redirection operator.",
    "ParameterRequiresArgument": "Parameter {0} requires an argument.",
    "RedirectionNotSupported": "The '{0}' operator is reserved for future use.",
    "StreamAlreadyRedirected": "The {0} for this command is already redirected.",
    # statements
    "ControlLeavingFinally": "Flow of control cannot leave a Finally block.",
    "DuplicateScriptCommandClause": "Script command clause '{0}' has already been defined.",
    "EmptyCatchNotLast": "Catch block must be the last catch block.",
    "ExceptionTypeAlreadyCaught": "Exception type {0} is already handled by a previous handler.",
    "IfStatementMissingCondition": "Missing condition in if statement after '{0} ('.",
    "InvalidForeachFlag": "The parameter {0} is not valid for the foreach statement.",
    "InvalidSwitchFlag": "The parameter {0} is not valid for the switch statement.",
    "KeywordParameterReservedForFutureUse": "The {0} '-{1}' parameter is reserved for future use.",
    "LabelNotFound": "Label '{0}' not found inside the method.",
    "MissingCatchHandlerBlock": "The Catch block is missing its statement block.",
    "MissingCatchOrFinally": "The Try statement is missing its Catch or Finally block.",
    "MissingCurlyBraceInSwitchStatement": "Missing '{{' in switch statement.",
    "MissingEndParenthesisAfterForeach": "Missing closing ')' after expression part of foreach loop."
    + _FOREACH_FORM.replace("{", "{{").replace("}", "}}"),
    "MissingEndParenthesisAfterStatement": "Missing closing ')' after expression in '{0}' statement.",
    "MissingEndParenthesisInSwitchStatement": "Missing ')' after expression in switch statement.",
    "MissingExpressionAfterKeyword": "Missing expression after '{0}' in loop.",
    "MissingFilenameOption": "Cannot process the 'switch' statement because of a missing file name argument to the -file option.",
    "MissingFinallyStatementBlock": "The Finally block is missing its statement block.",
    "MissingForeachExpression": "Missing expression in foreach loop." + _FOREACH_FORM.replace("{", "{{").replace("}", "}}"),
    "MissingForeachStatement": "Missing statement body in foreach loop." + _FOREACH_FORM.replace("{", "{{").replace("}", "}}"),
    "MissingInInForeach": "Missing 'in' after variable in foreach loop." + _FOREACH_FORM.replace("{", "{{").replace("}", "}}"),
    "MissingLoopStatement": "Missing statement body in {0} loop.",
    "MissingNamedBlocks": "unexpected token '{0}', expected 'begin', 'process', 'end', or 'dynamicparam'.",
    "MissingNamedStatementBlock": "Missing statement block after '{0}'.",
    "MissingOpenParenthesisAfterKeyword": "Missing opening '(' after keyword '{0}'.",
    "MissingOpenParenthesisInIfStatement": "Missing '(' after '{0}' in if statement.",
    "MissingStatementAfterKeyword": "Missing statement body after keyword '{0}'.",
    "MissingStatementBlock": "Missing statement block after {0} ( condition ).",
    "MissingStatementBlockAfterElse": "Missing statement block after 'else' keyword.",
    "MissingSwitchConditionExpression": "Missing condition in switch statement clause.",
    "MissingSwitchStatementClause": "Missing statement block in switch statement clause.",
    "MissingThrottleLimit": "The ThrottleLimit parameter of the foreach statement is missing a value. Supply a throttle limit to the parameter.",
    "MissingTrapStatement": "The 'trap' statement was incomplete. A trap statement requires a body.",
    "MissingTryStatementBlock": "The Try statement is missing its statement block.",
    "MissingTypeLiteralToken": "Missing type literal.",
    "MissingVariableNameAfterForeach": "Missing variable name after foreach." + _FOREACH_FORM.replace("{", "{{").replace("}", "}}"),
    "MissingWhileOrUntilInDoWhile": "Missing while or until keyword in do loop.",
    "MultipleSwitchDefaultClauses": "A switch statement can have only one default clause.",
    "PipelineValueRequired": "A switch statement must have one of the following:  '-file file_name' or '( expression )'.",
    "ReservedKeywordNotAllowed": "The '{0}' keyword is not supported in this version of the language.",
    "ThrottleLimitRequiresParallelFlag": "The ThrottleLimit parameter is only supported on foreach statements that use the Parallel parameter.",
    "UnexpectedKeyword": "Unexpected keyword '{0}'.",
    # data sections
    "InvalidParameterForDataSectionStatement": (
        'The "{0}" parameter of the Data section is not valid. The valid Data section parameter is SupportedCommand.'
    ),
    "MissingStatementBlockForDataSection": "The Data section is missing its statement block.",
    "MissingValueForSupportedCommandInDataSectionStatement": (
        "The SupportedCommand parameter of the Data section is missing a value. Supply a cmdlet or function name to the parameter."
    ),
    # functions, classes, using
    "AssignmentStatementToAutomaticNotSupported": "Cannot assign automatic variable '{0}' with type '{1}'",
    "BaseClassNoDefaultCtor": "Base class '{0}' does not contain a parameterless constructor.",
    "CannotConvertValue": 'Cannot convert the value to type "{0}".',
    "ConfigurationNotSupportedInPowerShellCore": "Configuration keyword is not supported in PowerShell 6+.",
    "ConstructorCantHaveReturnType": "A constructor cannot specify a return type.",
    "DuplicateFormalParameter": "Duplicate parameter ${0} in parameter list.",
    "DuplicateQualifier": "Duplicate '{0}' qualifier",
    "EnumeratorValueMustBeConstant": "Enumerator value must be a constant value.",
    "EnumeratorValueOutOfBounds": "Enumerator value is either too large or too small for {0}.",
    "IncompleteMemberDefinition": "Missing a property name or method definition.",
    "InterfaceNameExpected": "'{0}': Interface name expected.",
    "InvalidFunctionParameter": "Parameter declarations are a comma-separated list of variable names with optional initializer expressions.",
    "InvalidUnderlyingType": (
        "'{0}' is not a valid underlying type for enums. Expected a builtin integral type (one of byte, sbyte, short, ushort, int, uint, long or ulong)"
    ),
    "InvalidValueForUsingItemName": "'{0}' is not a valid value for using name.",
    "MemberAlreadyDefined": "The member '{0}' is already defined.",
    "MethodHasCodePathNotReturn": "Not all code path returns value within method.",
    "MissingBaseCtorCall": "Missing 'base' after ':' in a base class constructor call.",
    "MissingConfigurationName": (
        "The name for the configuration is missing. Provide the missing name as a simple name, string, or string-valued expression."
    ),
    "MissingEndParenthesisInFunctionParameterList": "Missing ')' in function parameter list.",
    "MissingEqualsInUsingAlias": "Missing '=' operator",
    "MissingFunctionBody": "Missing function body in function declaration.",
    "MissingMethodParameterList": "Missing '(' in class method parameter list.",
    "MissingNameAfterKeyword": "Missing name after {0} keyword.",
    "MissingNamespaceAlias": "Missing namespace alias",
    "MissingPropertyTerminator": "Missing ';' or end-of-line in property definition.",
    "MissingStatementTerminator": "Missing a newline or semicolon.",
    "MissingTypeBody": "Missing '{0}' body in '{0}' declaration.",
    "MissingUsingItemName": "Missing using name",
    "MissingUsingStatementDirective": "Missing using directive",
    "MultipleTypeConstraintsOnMethodParam": "Multiple type constraints are not allowed on a method parameter.",
    "NamedBlockNotAllowedInMethod": "A named block is not allowed in a class method.",
    "NonStaticMemberAccessInStaticMember": "Cannot access the non-static member '{0}' in a static method or initializer of a static property.",
    "NonVoidMethodMissingReturnValue": "Invalid return statement within non-void method.",
    "OnlyOneParameterListAllowed": "The param statement cannot be used if arguments were specified in the function declaration.",
    "ParamBlockNotAllowedInMethod": "A param block is not allowed in a class method.",
    "DscResourceInvalidGetMethod": "Invalid Get method. Get method must return [{0}] and accepts no parameters.",
    "DscResourceInvalidKeyProperty": (
        "Invalid key property. The key property must be of [string], signed/unsigned integer, or Enum types."
    ),
    "DscResourceMissingDefaultConstructor": "The DSC resource '{0}' has no default constructor.",
    "DscResourceMissingGetMethod": "The DSC resource '{0}' is missing a Get method that returns [{0}] and accepts no parameters.",
    "DscResourceMissingKeyProperty": "The DSC resource '{0}' must have at least one key property (using the syntax [DscProperty(Key)].)",
    "DscResourceMissingSetMethod": "The DSC resource '{0}' is missing a Set method that returns [void] and accepts no parameters.",
    "DscResourceMissingTestMethod": "The DSC resource '{0}' is missing a Test method that returns [bool] and accepts no parameters.",
    "SealedBaseClass": "Cannot inherit from sealed class '{0}'.",
    "StaticConstructorCantHaveParameters": "A static constructor cannot have any parameters.",
    "TooManyTypes": "Only one type may be specified on class members.",
    "TypeNameExpected": "Type name expected.",
    "MissingThis": "Cannot assign property, use '{0}{1}'.",
    "MissingTypeInStaticPropertyAssignment": "Cannot assign property, use '{0}{1}'.",
    "AttributeNotAllowedOnDeclaration": "Attribute '{0}' is not valid on this declaration. It is valid on '{1}' declarations only.",
    "CustomAttributeTypeNotFound": (
        "Cannot find the type for custom attribute '{0}'. Make sure that the assembly that contains this type is loaded."
    ),
    "CycleInEnumInitializers": "Cannot define enum because of a cycle in the initialization expressions.",
    "SubtypeArray": "Invalid base type '{0}'. Base type cannot be an array.",
    "SubtypeUnclosedGeneric": "Invalid base type '{0}'. Base type cannot be a generic with unspecified parameters.",
    "TypeNotFound": "Unable to find type [{0}].",
    "UsingMustBeAtStartOfScript": "A 'using' statement must appear before any other statements in a script.",
    "UsingStatementNotSupported": "This syntax of the 'using' statement is not supported.",
    "WildCardModuleNameError": "Wildcard characters are not supported for module names.",
    "ModuleNotFoundDuringParse": "Could not find the module '{0}'.",
    "TypeCreationError": 'Error during creation of type "{0}". Error message:\n{1}',
    "VariableNotLocal": "Variable is not assigned in the method.",
    "VoidMethodHasReturn": "Invalid return statement within void method.",
    "WorkflowNotSupportedInPowerShellCore": "Workflow is not supported in PowerShell 6+.",
    # restricted language
    "ArrayReferenceNotSupportedInDataSection": "Array references are not allowed in restricted language mode or a Data section.",
    "AssignmentStatementNotSupportedInDataSection": "Assignment statements are not allowed in restricted language mode or a Data section.",
    "AttributeNotSupportedInDataSection": "Attributes are not allowed in restricted language mode or a Data section.",
    "CmdletNotInAllowedListForDataSection": "The command '{0}' is not allowed in restricted language mode or a Data section.",
    "DataSectionStatementNotSupportedInDataSection": "The data statement is not allowed in restricted language mode or another Data section.",
    "DoWhileStatementNotSupportedInDataSection": "The Do and While statements are not allowed in restricted language mode or a Data section.",
    "DotSourcingNotSupportedInDataSection": "Dot sourcing is not allowed in restricted language mode or a Data section.",
    "ExpandableStringNotSupportedInDataSection": "Expandable strings are not allowed in restricted language mode or a Data section.",
    "FlowControlStatementNotSupportedInDataSection": (
        "Flow control statements such as Break, Continue, Return, Exit, and Throw are not allowed in restricted language mode or a Data section."
    ),
    "ForWhileStatementNotSupportedInDataSection": "For and While statements are not allowed in restricted language mode or a Data section.",
    "ForeachStatementNotSupportedInDataSection": "Foreach statements are not allowed in restricted language mode or a Data section.",
    "FunctionDeclarationNotSupportedInDataSection": "Function declarations are not allowed in restricted language mode or a Data section.",
    "MethodCallNotSupportedInDataSection": "Method calls are not allowed in restricted language mode or a Data section.",
    "OperatorNotSupportedInDataSection": "The '{0}' operator is not allowed in restricted language mode or a Data section.",
    "ParameterDeclarationNotSupportedInDataSection": "Parameter declarations are not allowed in restricted language mode or a Data section.",
    "PropertyReferenceNotSupportedInDataSection": "Property references are not allowed in restricted language mode or a Data section.",
    "RedirectionNotSupportedInDataSection": "Redirection is not allowed in restricted language mode or a Data section.",
    "ScriptBlockNotSupportedInDataSection": "Script block literals are not allowed in restricted language mode or a Data section.",
    "SwitchStatementNotSupportedInDataSection": "The switch statement is not allowed in restricted language mode or a Data section.",
    "TrapStatementNotSupportedInDataSection": "The Trap statement is not allowed in restricted language mode or a Data section.",
    "TryStatementNotSupportedInDataSection": "The Try statement is not allowed in restricted language mode or a Data section.",
    "TypeNotAllowedInDataSection": "The type {0} is not allowed in restricted language mode or a Data section.",
    "VariableReferenceNotSupportedInDataSection": (
        "A variable that cannot be referenced in restricted language mode or a Data section is being referenced. "
        "Variables that can be referenced include the following: {0}."
    ),
    # #requires
    "ParameterAlreadyBound": (
        "Cannot bind parameter because parameter '{1}' is specified more than once. To provide multiple values to parameters that can "
        'accept multiple values, use the array syntax. For example, "-parameter value1,value2,value3".'
    ),
    "ParameterCannotHaveArgument": "Parameter {0} cannot have an argument.",
    "RequiresArgumentMustBeConstant": "Argument must be constant.",
    "RequiresInvalidStringArgument": "The argument for the {0} parameter is not valid. Specify a valid string argument.",
    "RequiresModuleInvalid": "The argument for the Module parameter is not valid. {0}",
    "RequiresPSEditionInvalid": "The argument for the {0} parameter is not valid. Specify a valid PowerShell edition.",
    "RequiresPSEditionValueIsAlreadySpecified": (
        "The argument for the {0} parameter contains duplicate values. Do not specify duplicate PowerShell edition values."
    ),
    "RequiresVersionInvalid": (
        "The argument for the Version parameter is not valid. Specify a valid PowerShell version, in the format major.minor version."
    ),
    "ScriptRequiresInvalidFormat": (
        "Cannot process the #requires statement because it is not in the correct format.\n"
        "The #requires statement must be in one of the following formats:\n"
        ' "#requires -shellid <shellID>"\n "#requires -version <major.minor>"\n'
        ' "#requires -psedition <edition>"\n "#requires -modules <ModuleSpecification>"\n "#requires -runasadministrator"'
    ),
}
STREAM_NAMES = ("* stream", "output stream", "error stream", "warning stream", "verbose stream", "debug stream", "information stream")


def message(error_id: str, *arguments: object) -> str:
    """The text of an error."""
    return MESSAGES[error_id].format(*arguments)
