from psbridge.language import (
    AstVisitor,
    BinaryExpressionAst,
    CommandAst,
    VariableExpressionAst,
    children,
    find,
    find_all,
    parse,
    same_tree,
    walk,
)

TEXT = '$a + $b; foo { $c } "x $d"'


def names(nodes):
    return [node.variable_path.user_path for node in nodes]


def test_walk_goes_from_outside_to_inside_and_from_left_to_right():
    tree = parse(TEXT).ast
    assert names(node for node in walk(tree) if isinstance(node, VariableExpressionAst)) == ["a", "b", "c", "d"]


def test_find():
    tree = parse(TEXT).ast
    assert names(find_all(tree, VariableExpressionAst, search_nested_script_blocks=False)) == ["a", "b", "d"]
    assert find(tree, lambda node: isinstance(node, BinaryExpressionAst)).extent.text == "$a + $b"
    assert find(tree, lambda node: False) is None


def test_children():
    binary = find(parse(TEXT).ast, BinaryExpressionAst)
    assert names(children(binary)) == ["a", "b"]


def test_visitor():
    class Seen(AstVisitor):
        def __init__(self):
            super().__init__()
            self.found = []
            self.expressions = 0

        def visit_VariableExpressionAst(self, node):  # noqa: N802  named after the class it visits
            self.found.append(node.variable_path.user_path)

        def visit_CommandAst(self, node):  # noqa: N802
            return False

        def visit_ExpressionAst(self, node):  # noqa: N802
            self.expressions += 1

    seen = Seen()
    seen.visit(parse(TEXT).ast)
    assert seen.found == ["a", "b"]
    assert seen.expressions == 1


def test_deep_trees_can_be_walked():
    tree = parse("(" * 1500 + "1" + ")" * 1500).ast
    assert sum(1 for _ in walk(tree)) > 4500


def test_same_tree():
    left, right = parse("foo  $a").ast, parse("foo $a # c").ast
    assert same_tree(left, right)
    assert not same_tree(left, parse("foo $b").ast)
    assert not same_tree(left, parse("foo $a 1").ast)
    assert not same_tree(left, None)
    assert left != right, "nodes are equal only to themselves"
    assert isinstance(find(left, CommandAst), CommandAst)
