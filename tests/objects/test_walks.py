import pytest

from psbridge.objects import ArrayList, GenericDictionary, Hashtable, NetError, find_type
from psbridge.objects.walks import walk_list, walk_table


def set_first(items):
    items[0] = 9


@pytest.mark.parametrize("change", [lambda items: items.append(4), lambda items: items.clear(), set_first])
def test_a_changed_list_ends_the_walk(change):
    items = ArrayList([1, 2, 3])
    walk = walk_list(items)
    assert next(walk) == 1
    change(items)
    with pytest.raises(NetError, match="Collection was modified"):
        next(walk)


def test_an_unchanged_list_is_walked_to_its_end():
    assert list(walk_list(ArrayList([1, 2]))) == [1, 2]


@pytest.mark.parametrize("change", [lambda t: t.pop("b"), lambda t: t.update(c=1), lambda t: t.update(a=5)])
def test_a_changed_hashtable_ends_the_walk(change):
    table = Hashtable({"a": 1, "b": 2})
    walk = walk_table(list(table), table)
    assert next(walk) == "a"
    change(table)
    with pytest.raises(NetError, match="Collection was modified"):
        next(walk)


def test_generic_dictionaries_may_lose_pairs_but_not_gain_them():
    table = GenericDictionary(find_type("System.String"), find_type("System.Int32"))
    table.update(a=1, b=2, c=3)
    walk = walk_table(list(table), table)
    assert next(walk) == "a"
    del table["b"]
    table["a"] = 5
    assert next(walk) == "c"
    table["d"] = 1
    with pytest.raises(NetError, match="Collection was modified"):
        next(walk)
