"""Statements, statement lists, script blocks."""

from __future__ import annotations

from collections.abc import Callable

from psbridge.language import lexis
from psbridge.language.ast import (
    AttributeAst,
    AttributeBaseAst,
    BlockStatementAst,
    BreakStatementAst,
    CatchClauseAst,
    ContinueStatementAst,
    DataStatementAst,
    ErrorStatementAst,
    ExitStatementAst,
    ExpressionAst,
    IfStatementAst,
    PipelineBaseAst,
    ReturnStatementAst,
    StatementAst,
    StatementBlockAst,
    ThrowStatementAst,
    TrapStatementAst,
    TryStatementAst,
    TypeConstraintAst,
)
from psbridge.language.lexis import EXPRESSION_START, FORCE
from psbridge.language.parser.pipelines import Pipelines

StatementRule = Callable[["Statements", int, str], "StatementAst | None"]
AttributedRule = Callable[["Statements", int, str, list[AttributeBaseAst]], "StatementAst | None"]


class Statements(Pipelines):
    """Rules of statements but loops and definitions."""

    __slots__ = ()

    keywords: dict[str, StatementRule] = {}  # filled below and by loops.py and definitions.py
    attributed_keywords: dict[str, AttributedRule] = {}

    def statement_list(self) -> tuple[tuple[StatementAst, ...], tuple[TrapStatementAst, ...], int, int]:
        """Statements up to a closing bracket or the end; with the extent of them."""
        statements: list[StatementAst] = []
        traps: list[TrapStatementAst] = []
        self.nls()
        first = last = self.p
        while True:
            statement = self.statement()
            if statement is None:
                break
            if not statements and not traps:
                first = statement.extent.start
            if type(statement) is TrapStatementAst:
                traps.append(statement)
            else:
                statements.append(statement)
            last = statement.extent.end
            c = self.nls()
            if c == "}" or c == ")":
                break
        return tuple(statements), tuple(traps), first, last

    def statement(self) -> StatementAst | None:
        c = self.sp()
        if c in EXPRESSION_START:
            if c == "[" and self._attributes_possible():
                return self._attributed_statement()
            return self.pipeline_chain()
        m = lexis.identifier(self.t, self.p)
        if m is not None:
            start, end = m.span()
            if self.t[end] in FORCE:
                word = m.group()
                rule = self.keywords.get(word) or self.keywords.get(word.lower())
                if rule is not None:
                    self.p = end
                    return rule(self, start, word)
            return self.command_pipeline()
        if c == ":":
            return self._labelled()
        return self.pipeline_chain()

    def _labelled(self) -> StatementAst | None:
        start = self.p
        m = lexis.label(self.t, start)
        if m is not None:
            self.p = m.end()
            self.nl()
            keyword = lexis.identifier(self.t, self.p)
            if keyword is not None and self.t[keyword.end()] in FORCE:
                rule = self.loop_rule(keyword.group().lower())
                if rule is not None:
                    self.p = keyword.end()
                    return rule(start, keyword.start(), keyword.group(), m.group(1))
            self.p = start
        return self.pipeline_chain()

    def loop_rule(self, word: str) -> Callable[[int, int, str, str | None], StatementAst] | None:
        raise NotImplementedError

    # attributes before a statement

    def _attributes_possible(self) -> bool:
        """Whether a keyword may follow these brackets; most brackets begin a cast and need no second reading."""
        return lexis.keyword_after_attribute(self.t, self.p, self.p + 2000) is not None

    def _attributed_statement(self) -> StatementAst | None:
        start, errors, checks = self.p, len(self.errors), len(self.checks)
        attributes = self.attribute_list(in_expression=False)
        self.sp()
        m = lexis.identifier(self.t, self.p)
        word = m.group().lower() if m is not None and self.t[m.end()] in FORCE else ""
        if m is not None and attributes and word in self.attributed_keywords:
            for attribute in attributes:
                if not isinstance(attribute, AttributeAst):
                    extent = attribute.extent
                    name = attribute.type_name.full_name
                    self.error(extent.start, extent.end, "TypeNotAllowedBeforeStatement", name)
                    break
            self.p = m.end()
            return self.attributed_keywords[word](self, m.start(), m.group(), attributes)
        rule = self.keywords.get(word) if attributes else None
        if rule is not None and m is not None and not any(isinstance(a, TypeConstraintAst) for a in attributes):
            extent = attributes[0].extent
            self.error(extent.start, extent.end, "UnexpectedAttribute", attributes[0].type_name.full_name)
            self.p = m.end()
            return rule(self, m.start(), m.group())
        self.p = start
        del self.errors[errors:]
        del self.checks[checks:]
        return self.pipeline_chain()

    # blocks

    def block(self) -> StatementBlockAst | None:
        """`{ statements }`; None when there is no brace."""
        if self.nl() != "{":
            return None
        start = self.p
        self.p = start + 1
        statements, traps, _, end = self.statement_list()
        if self.t[self.p] == "}":
            self.p = end = self.p + 1
        else:
            end = max(end, start + 1)
            self.incomplete(start, start + 1, "MissingEndCurlyBrace", seen_at=self.p)
        return StatementBlockAst(self.extent(start, end), statements, traps)

    # flow

    def _pipeline_after(self, start: int) -> tuple[PipelineBaseAst | None, int]:
        end = self.p
        c = self.sp()
        pipeline = None if c in "\r\n;})" else self.pipeline_chain()
        return pipeline, end if pipeline is None else pipeline.extent.end

    def _return(self, start: int, word: str) -> StatementAst:
        pipeline, end = self._pipeline_after(start)
        return ReturnStatementAst(self.extent(start, end), pipeline)

    def _throw(self, start: int, word: str) -> StatementAst:
        pipeline, end = self._pipeline_after(start)
        return ThrowStatementAst(self.extent(start, end), pipeline)

    def _exit(self, start: int, word: str) -> StatementAst:
        pipeline, end = self._pipeline_after(start)
        return ExitStatementAst(self.extent(start, end), pipeline)

    def _break(self, start: int, word: str) -> StatementAst:
        label, end = self._flow_label(start)
        return BreakStatementAst(self.extent(start, end), label)

    def _continue(self, start: int, word: str) -> StatementAst:
        label, end = self._flow_label(start)
        return ContinueStatementAst(self.extent(start, end), label)

    def _flow_label(self, start: int) -> tuple[ExpressionAst | None, int]:
        end = self.p
        label = self.label_or_key()
        return label, end if label is None else label.extent.end

    # if

    def _if(self, start: int, word: str) -> StatementAst:
        clauses: list[tuple[PipelineBaseAst, StatementBlockAst]] = []
        otherwise: StatementBlockAst | None = None
        keyword = word
        while True:
            clause = self._if_clause(start, keyword)
            if isinstance(clause, ErrorStatementAst):
                return clause
            clauses.append(clause)
            end = clause[1].extent.end
            self.nl()
            following = lexis.identifier(self.t, self.p)
            name = following.group().lower() if following and self.t[following.end()] in FORCE else ""
            if following is None or name not in ("else", "elseif"):
                self.p = end
                break
            self.p = following.end()
            keyword = following.group()
            if name == "else":
                otherwise = self.block()
                if otherwise is None:
                    self.after(following.end(), "MissingStatementBlockAfterElse")
                    return ErrorStatementAst(self.extent(start, following.end()), tuple(part for c in clauses for part in c))
                end = otherwise.extent.end
                break
        return IfStatementAst(self.extent(start, end), tuple(clauses), otherwise)

    def _if_clause(self, start: int, keyword: str) -> tuple[PipelineBaseAst, StatementBlockAst] | ErrorStatementAst:
        end = self.p
        if self.nl() != "(":
            self.after(end, "MissingOpenParenthesisInIfStatement", keyword)
            return ErrorStatementAst(self.extent(start, end))
        self.p = opened = self.p + 1
        self.nl()
        condition = self.pipeline_chain()
        missing = condition is None
        if condition is None:
            self.after(opened, "IfStatementMissingCondition", keyword)
            condition = ErrorStatementAst(self.extent(opened, opened))
        if self.nl() != ")":
            if not missing and not isinstance(condition, ErrorStatementAst):
                self.at_token("MissingEndParenthesisAfterStatement", keyword)
            return ErrorStatementAst(self.extent(start, max(self.p - 1, start)), (condition,))
        self.p = closed = self.p + 1
        body = self.block()
        if body is None:
            self.incomplete(closed - 1, closed, "MissingStatementBlock", keyword)
            return ErrorStatementAst(self.extent(start, closed), (condition,))
        return condition, body

    # trap, try

    def _trap(self, start: int, word: str) -> StatementAst:
        end = self.p
        type_constraint = self._handled_type()
        if type_constraint is not None:
            end = type_constraint.extent.end
        body = self.block()
        if body is None:
            self.after(end, "MissingTrapStatement")
            return ErrorStatementAst(self.extent(start, end), (type_constraint,) if type_constraint else ())
        return TrapStatementAst(self.extent(start, body.extent.end), type_constraint, body)

    def _handled_type(self) -> TypeConstraintAst | None:
        """A type in brackets; an attribute there belongs to something else and stays."""
        if self.nl() != "[":
            return None
        start = self.p
        attribute = self.attribute()
        if isinstance(attribute, TypeConstraintAst):
            return attribute
        self.p = start
        return None

    def _try(self, start: int, word: str) -> StatementAst:
        end = self.p
        body = self.block()
        if body is None:
            self.after(end, "MissingTryStatementBlock")
            return ErrorStatementAst(self.extent(start, end))
        catches: list[CatchClauseAst] = []
        end, failed = body.extent.end, -1
        while (clause_start := self._keyword_follows("catch", end)) >= 0:
            clause, failed = self._catch(clause_start, failed)
            if clause is None:
                break
            catches.append(clause)
            end = clause.extent.end
        final: StatementBlockAst | None = None
        if self._keyword_follows("finally", end) >= 0:
            keyword_end = self.p
            final = self.block()
            if final is None:
                failed = keyword_end
                self.after(failed, "MissingFinallyStatementBlock")
            else:
                end = final.extent.end
        if not catches and final is None and failed < 0:
            failed = end
            self.after(end, "MissingCatchOrFinally")
        if failed >= 0:
            nested = (body, *catches, *((final,) if final else ()))
            return ErrorStatementAst(self.extent(start, max(failed, start)), nested)
        statement = TryStatementAst(self.extent(start, end), body, tuple(catches), final)
        if final is not None or len(catches) > 1:
            self.later(start, end, self.check_try, statement)
        return statement

    def _keyword_follows(self, keyword: str, end: int) -> int:
        """Start of a keyword on this or a later line, with `p` behind it; -1, with `p` at `end`, when it is not there."""
        self.p = max(end, self.p)
        back = self.p
        self.nl()
        m = lexis.identifier(self.t, self.p)
        if m is not None and m.group().lower() == keyword and self.t[m.end()] in FORCE:
            self.p = m.end()
            return m.start()
        self.p = back
        return -1

    def _catch(self, start: int, failed: int) -> tuple[CatchClauseAst | None, int]:
        types: list[TypeConstraintAst] = []
        end, comma_failed = self.p, False
        while True:
            type_constraint = self._handled_type()
            if type_constraint is None:
                if types:
                    failed, comma_failed = end, True
                    self.after(end, "MissingTypeLiteralToken")
                break
            types.append(type_constraint)
            end = type_constraint.extent.end
            if self.nl() != ",":
                break
            self.p = end = self.p + 1
        body = self.block()
        if body is None:
            if not comma_failed:
                failed = end
                self.after(end, "MissingCatchHandlerBlock")
            return None, failed
        return CatchClauseAst(self.extent(start, body.extent.end), tuple(types), body), failed

    # data, parallel, sequence, reserved words

    def _data(self, start: int, word: str) -> StatementAst:
        end = self.p
        self.nl()
        name = self.simple_name()
        if name is not None:
            end = name.extent.end
        self.nl()
        commands: list[ExpressionAst] = []
        m = lexis.parameter(self.t, self.p)
        failed = -1
        if m is not None:
            self.p = end = m.end()
            if not "supportedcommand".startswith(m.group(1).lower()):
                failed = end
                self.error(m.start(), end, "InvalidParameterForDataSectionStatement", m.group(1))
            failed = self._data_commands(commands, end, failed)
            end = commands[-1].extent.end if commands else end
        body = None
        if failed < 0:
            body = self.block()
            if body is None:
                failed = end
                self.after(end, "MissingStatementBlockForDataSection")
        if body is None:
            return ErrorStatementAst(self.extent(start, failed), tuple(commands))
        statement = DataStatementAst(self.extent(start, body.extent.end), name.value if name else None, tuple(commands), body)
        self.later(start, body.extent.end, self.check_data, statement)
        return statement

    def _data_commands(self, commands: list[ExpressionAst], end: int, failed: int) -> int:
        while True:
            self.nl()
            command = self.single_command_argument(expand=False)
            if command is None:
                if failed < 0:
                    self.after(end, "MissingValueForSupportedCommandInDataSectionStatement")
                return end
            commands.append(command)
            if self.sp() != ",":
                return failed
            self.p = end = self.p + 1

    def _workflow_block(self, start: int, word: str) -> StatementAst:
        end = self.p
        body = self.block()
        if body is None:
            self.after(end, "MissingStatementAfterKeyword", word)
            return ErrorStatementAst(self.extent(start, end))
        self.later(start, body.extent.end, self.error, start, end, "UnexpectedKeyword", word)
        return BlockStatementAst(self.extent(start, body.extent.end), word, body)

    def _reserved(self, start: int, word: str) -> StatementAst:
        self.error(start, self.p, "ReservedKeywordNotAllowed", word.lower())
        return ErrorStatementAst(self.extent(start, self.p))

    def _leftover(self, start: int, word: str) -> StatementAst | None:
        """`else`, `catch` ... that belong to nothing: after an error they are part of it, else commands."""
        if self.errors:
            self.nl()
            return self.statement()
        self.p = start
        return self.command_pipeline()

    def check_try(self, statement: TryStatementAst) -> None:
        raise NotImplementedError

    def check_data(self, statement: DataStatementAst) -> None:
        raise NotImplementedError


Statements.keywords.update(
    {
        "if": Statements._if,
        "return": Statements._return,
        "throw": Statements._throw,
        "exit": Statements._exit,
        "break": Statements._break,
        "continue": Statements._continue,
        "trap": Statements._trap,
        "try": Statements._try,
        "data": Statements._data,
        **dict.fromkeys(("parallel", "sequence"), Statements._workflow_block),
        **dict.fromkeys(("from", "define", "var"), Statements._reserved),
        **dict.fromkeys(("else", "elseif", "catch", "until"), Statements._leftover),
    }
)
