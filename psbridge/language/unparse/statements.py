"""Statements, commands and definitions as text."""

from __future__ import annotations

from collections.abc import Iterable

from psbridge.language import ast as a
from psbridge.language.ast import RedirectionStream, SwitchFlags
from psbridge.language.kinds import TokenKind as K
from psbridge.language.lexis import OPERATOR_TEXT
from psbridge.language.source import EMPTY_EXTENT
from psbridge.language.unparse import text
from psbridge.language.unparse.expressions import ExpressionWriter

_SWITCH_FLAGS = (
    (SwitchFlags.Regex, " -regex"),
    (SwitchFlags.Wildcard, " -wildcard"),
    (SwitchFlags.Exact, " -exact"),
    (SwitchFlags.CaseSensitive, " -casesensitive"),
    (SwitchFlags.Parallel, " -parallel"),
)
_USING = {kind: kind.name.lower() for kind in a.UsingStatementKind}


class Unparser(ExpressionWriter):
    """Writes anything."""

    # blocks

    def lines(self, statements: Iterable[a.Ast]) -> str:
        """Statements below each other, each on a line of its own at the present depth."""
        gap = "    " * self.indent
        return "".join(f"{gap}{self.write(statement)}\n" for statement in statements)

    def statements(self, block: a.StatementBlockAst) -> str:
        written = [self.write(statement) for statement in (*block.traps, *block.statements)]
        return "; ".join(written) if not any("\n" in line for line in written) else "\n".join(written)

    def _block(self, block: a.StatementBlockAst) -> str:
        self.indent += 1
        inside = self.lines((*block.traps, *block.statements))
        self.indent -= 1
        return "{\n" + inside + "    " * self.indent + "}"

    def write_statement_block_ast(self, node: a.StatementBlockAst) -> str:
        return self._block(node)

    def braces(self, block: a.ScriptBlockAst) -> str:
        if _is_short(block):
            named = block.process_block or block.end_block
            inside = "; ".join(self.write(statement) for statement in named.statements) if named else ""
            if "\n" not in inside and len(inside) < 80:
                return "{ " + inside + " }" if inside else "{}"
        self.indent += 1
        inside = self._body(block)
        self.indent -= 1
        return "{\n" + inside + "    " * self.indent + "}"

    def _body(self, block: a.ScriptBlockAst) -> str:
        gap = "    " * self.indent
        written = self.lines(block.using_statements)
        if block.param_block is not None:
            written += self.write(block.param_block) + "\n"
        order = (block.dynamic_param_block, block.begin_block, block.process_block, block.end_block, block.clean_block)
        for named in order:
            if named is None:
                continue
            if named.unnamed:
                written += self.lines(_without_implicit_base((*named.traps, *named.statements)))
            else:
                inside = a.StatementBlockAst(named.extent, named.statements, named.traps)
                written += f"{gap}{named.block_kind.name.lower()} {self._block(inside)}\n"
        return written

    def write_script_block_ast(self, node: a.ScriptBlockAst) -> str:
        return self._body(node)

    def write_named_block_ast(self, node: a.NamedBlockAst) -> str:
        inside = self._block(a.StatementBlockAst(node.extent, node.statements, node.traps))
        return inside if node.unnamed else f"{node.block_kind.name.lower()} {inside}"

    def write_param_block_ast(self, node: a.ParamBlockAst) -> str:
        gap = "    " * self.indent
        attributes = "".join(f"{gap}{self.write(attribute)}\n" for attribute in node.attributes)
        self.indent += 1
        inner = "    " * self.indent
        parameters = ",\n".join(inner + self.write(parameter) for parameter in node.parameters)
        self.indent -= 1
        inside = f"\n{parameters}\n{gap}" if parameters else ""
        return f"{attributes}{gap}param({inside})"

    def write_parameter_ast(self, node: a.ParameterAst) -> str:
        attributes = "".join(self.write(attribute) + " " for attribute in node.attributes)
        default = f" = {self.write(node.default_value)}" if node.default_value is not None else ""
        return attributes + self.write(node.name) + default

    # commands

    def write_pipeline_ast(self, node: a.PipelineAst) -> str:
        written = ""
        for element in node.pipeline_elements:
            gap = "| " if " --% " in written else " | "  # a verbatim argument takes the blanks before a pipe
            written += (gap if written else "") + self.write(element)
        return written + " &" * node.background

    def write_pipeline_chain_ast(self, node: a.PipelineChainAst) -> str:
        joined = f"{self.write(node.left)} {OPERATOR_TEXT[node.operator]} {self.write(node.right)}"
        return joined + " &" * node.background

    def write_command_expression_ast(self, node: a.CommandExpressionAst) -> str:
        if isinstance(node.expression, a.BaseCtorInvokeMemberExpressionAst):
            return ""
        return self.write(node.expression) + "".join(" " + self.write(r) for r in node.redirections)

    def write_command_ast(self, node: a.CommandAst) -> str:
        operator = {K.Ampersand: "& ", K.Dot: ". "}.get(node.invocation_operator, "")
        elements = [self._element(e, index, node.invocation_operator) for index, e in enumerate(node.command_elements)]
        if node.command_elements and "--%" in elements:
            verbatim = elements.index("--%")
            rest = [str(getattr(e, "value", "")) for e in node.command_elements[verbatim + 1 :]]
            elements[verbatim + 1 :] = rest
        redirections = [self.write(redirection) for redirection in node.redirections]
        return operator + " ".join(elements[:1] + redirections + elements[1:])

    def _element(self, element: a.Ast, index: int, operator: K) -> str:
        """An element of a command; its name must not look like an expression."""
        if index or operator is not K.Unknown or not isinstance(element, a.StringConstantExpressionAst):
            return self.write(element)
        is_word = element.string_constant_type is a.StringConstantType.BareWord
        return text.command_name(str(element.value)) if is_word else self.write(element)

    def write_command_parameter_ast(self, node: a.CommandParameterAst) -> str:
        if node.parameter_name == "-":
            return "--"
        return f"-{node.parameter_name}" + (f":{self.write(node.argument)}" if node.argument is not None else "")

    def write_file_redirection_ast(self, node: a.FileRedirectionAst) -> str:
        stream = {RedirectionStream.All: "*", RedirectionStream.Output: ""}.get(node.from_stream, str(node.from_stream.value))
        return f"{stream}{'>>' if node.append else '>'} {self.write(node.location)}"

    def write_merging_redirection_ast(self, node: a.MergingRedirectionAst) -> str:
        stream = "*" if node.from_stream is RedirectionStream.All else str(node.from_stream.value)
        return f"{stream}>&{node.to_stream.value}"

    def write_assignment_statement_ast(self, node: a.AssignmentStatementAst) -> str:
        return f"{self.write(node.left)} {OPERATOR_TEXT[node.operator]} {self.write(node.right)}"

    # flow

    def write_if_statement_ast(self, node: a.IfStatementAst) -> str:
        parts = [f"if ({self.write(condition)}) {self._block(body)}" for condition, body in node.clauses]
        written = " else".join(parts)
        return written + (f" else {self._block(node.else_clause)}" if node.else_clause is not None else "")

    def _label(self, node: a.LabeledStatementAst) -> str:
        return f":{node.label} " if node.label else ""

    def _optional(self, node: a.Ast | None) -> str:
        return self.write(node) if node is not None else ""

    def write_while_statement_ast(self, node: a.WhileStatementAst) -> str:
        return f"{self._label(node)}while ({self._optional(node.condition)}) {self._block(node.body)}"

    def write_do_while_statement_ast(self, node: a.DoWhileStatementAst) -> str:
        return f"{self._label(node)}do {self._block(node.body)} while ({self._optional(node.condition)})"

    def write_do_until_statement_ast(self, node: a.DoUntilStatementAst) -> str:
        return f"{self._label(node)}do {self._block(node.body)} until ({self._optional(node.condition)})"

    def write_for_statement_ast(self, node: a.ForStatementAst) -> str:
        head = "; ".join(self._optional(part) for part in (node.initializer, node.condition, node.iterator))
        return f"{self._label(node)}for ({head}) {self._block(node.body)}"

    def write_for_each_statement_ast(self, node: a.ForEachStatementAst) -> str:
        flags = " -parallel" if a.ForEachFlags.Parallel in node.flags else ""
        if node.throttle_limit is not None:
            flags += f" -throttlelimit {self.write(node.throttle_limit)}"
        head = f"{self.write(node.variable)} in {self._optional(node.condition)}"
        return f"{self._label(node)}foreach{flags} ({head}) {self._block(node.body)}"

    def write_switch_statement_ast(self, node: a.SwitchStatementAst) -> str:
        flags = "".join(written for flag, written in _SWITCH_FLAGS if flag in node.flags)
        head = f" -file {self._optional(node.condition)}" if SwitchFlags.File in node.flags else f" ({self._optional(node.condition)})"
        self.indent += 1
        gap = "    " * self.indent
        clauses = "".join(f"{gap}{self.write(test)} {self._block(body)}\n" for test, body in node.clauses)
        if node.default is not None:
            clauses += f"{gap}default {self._block(node.default)}\n"
        self.indent -= 1
        return f"{self._label(node)}switch{flags}{head} {{\n{clauses}{'    ' * self.indent}}}"

    def write_try_statement_ast(self, node: a.TryStatementAst) -> str:
        written = f"try {self._block(node.body)}" + "".join(" " + self.write(clause) for clause in node.catch_clauses)
        return written + (f" finally {self._block(node.finally_)}" if node.finally_ is not None else "")

    def write_catch_clause_ast(self, node: a.CatchClauseAst) -> str:
        types = ", ".join(self.write(kind) for kind in node.catch_types)
        return f"catch {types + ' ' if types else ''}{self._block(node.body)}"

    def write_trap_statement_ast(self, node: a.TrapStatementAst) -> str:
        kind = self.write(node.trap_type) + " " if node.trap_type is not None else ""
        return f"trap {kind}{self._block(node.body)}"

    def _flow(self, word: str, operand: a.Ast | None) -> str:
        return f"{word} {self.write(operand)}" if operand is not None else word

    def write_break_statement_ast(self, node: a.BreakStatementAst) -> str:
        return self._flow("break", node.label)

    def write_continue_statement_ast(self, node: a.ContinueStatementAst) -> str:
        return self._flow("continue", node.label)

    def write_return_statement_ast(self, node: a.ReturnStatementAst) -> str:
        return self._flow("return", node.pipeline)

    def write_exit_statement_ast(self, node: a.ExitStatementAst) -> str:
        return self._flow("exit", node.pipeline)

    def write_throw_statement_ast(self, node: a.ThrowStatementAst) -> str:
        return self._flow("throw", node.pipeline)

    def write_data_statement_ast(self, node: a.DataStatementAst) -> str:
        name = f" {node.variable}" if node.variable else ""
        commands = ", ".join(self.write(command) for command in node.commands_allowed)
        return f"data{name}{' -SupportedCommand ' + commands if commands else ''} {self._block(node.body)}"

    def write_block_statement_ast(self, node: a.BlockStatementAst) -> str:
        return f"{node.kind} {self._block(node.body)}"

    # definitions

    def write_using_statement_ast(self, node: a.UsingStatementAst) -> str:
        parts = ["using", _USING[node.using_statement_kind]]
        names = [part for part in (node.name, node.alias, node.module_specification) if part is not None]
        return " ".join(parts) + " " + " = ".join(self.write(name) for name in names)

    def write_function_definition_ast(self, node: a.FunctionDefinitionAst) -> str:
        word = "filter" if node.is_filter else "workflow" if node.is_workflow else "function"
        parameters = ""
        if node.parameters is not None:
            parameters = "(" + ", ".join(self.write(parameter) for parameter in node.parameters) + ")"
        return f"{word} {text.bare_word(node.name)}{parameters} {self.braces(node.body)}"

    def write_type_definition_ast(self, node: a.TypeDefinitionAst) -> str:
        attributes = "".join(self.write(attribute) for attribute in node.attributes)
        bases = ", ".join(self.write(base.type_name) for base in node.base_types)
        head = f"{attributes}{node.kind.lower()} {node.name}{' : ' + bases if bases else ''}"
        self.indent += 1
        if node.is_enum:
            members = "".join("    " * self.indent + self._enum_member(m) + "\n" for m in node.members)
        else:
            members = self.lines(node.members)
        self.indent -= 1
        return f"{head} {{\n{members}{'    ' * self.indent}}}"

    def _enum_member(self, member: a.MemberAst) -> str:
        assert isinstance(member, a.PropertyMemberAst), "members of enums are properties"
        return member.name + (f" = {self.write(member.initial_value)}" if member.initial_value is not None else "")

    def _head(self, node: a.PropertyMemberAst | a.FunctionMemberAst, kind: a.TypeConstraintAst | None) -> str:
        words = [self.write(attribute) for attribute in node.attributes]
        words += ["static"] * node.is_static + ["hidden"] * node.is_hidden
        if kind is not None:
            words.append(self.write(kind))
        return "".join(word + " " for word in words)

    def write_property_member_ast(self, node: a.PropertyMemberAst) -> str:
        value = f" = {self.write(node.initial_value)}" if node.initial_value is not None else ""
        return f"{self._head(node, node.property_type)}{text.variable(node.name)}{value}"

    def write_function_member_ast(self, node: a.FunctionMemberAst) -> str:
        parameters = ", ".join(self.write(parameter) for parameter in node.parameters)
        return f"{self._head(node, node.return_type)}{node.name}({parameters}){self._base(node)} {self.braces(node.body)}"

    def _base(self, node: a.FunctionMemberAst) -> str:
        block = node.body.end_block
        first = block.statements[0] if block is not None and block.statements else None
        call = first.expression if isinstance(first, a.CommandExpressionAst) else None
        if not isinstance(call, a.BaseCtorInvokeMemberExpressionAst) or call.extent is EMPTY_EXTENT:
            return ""
        return " : base(" + ", ".join(self.write(argument) for argument in call.arguments) + ")"


def _without_implicit_base(statements: tuple[a.StatementAst, ...]) -> tuple[a.StatementAst, ...]:
    """The call of the base constructor stands before the braces, not in them."""
    return tuple(
        s
        for s in statements
        if not (isinstance(s, a.CommandExpressionAst) and isinstance(s.expression, a.BaseCtorInvokeMemberExpressionAst))
    )


def _is_short(block: a.ScriptBlockAst) -> bool:
    """Whether a block is one unnamed list of statements without traps."""
    named = block.process_block or block.end_block
    if block.param_block is not None or block.begin_block or block.clean_block or block.dynamic_param_block:
        return False
    if block.process_block is not None and block.end_block is not None:
        return False
    if named is None or not named.unnamed or named.traps:
        return named is None
    return len(named.statements) <= 1 and len(_without_implicit_base(named.statements)) == len(named.statements)
