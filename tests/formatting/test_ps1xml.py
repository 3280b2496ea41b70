"""Format files: read, shown, written and read again."""

from __future__ import annotations

from typing import Any

import pytest

from psbridge.formatting import Environment, FormatTable, out_string
from psbridge.formatting.ps1xml import FormatFileError, read_views
from psbridge.formatting.ps1xmlwriting import write_views
from psbridge.objects import PSObject, ScriptBlock

FILE = b"""
<Configuration>
 <SelectionSets><SelectionSet><Name>Gems</Name><Types>
  <TypeName>My.Gem</TypeName><TypeName>My.Pearl</TypeName></Types></SelectionSet></SelectionSets>
 <Controls><Control><Name>Heading</Name><CustomControl><CustomEntries><CustomEntry><CustomItem><Frame><LeftIndent>2</LeftIndent><CustomItem>
  <Text>Kind: </Text><ExpressionBinding><PropertyName>K</PropertyName></ExpressionBinding><NewLine/></CustomItem></Frame></CustomItem>
  </CustomEntry></CustomEntries>
 </CustomControl></Control></Controls>
 <ViewDefinitions>
  <View><Name>gem</Name><ViewSelectedBy><SelectionSetName>Gems</SelectionSetName></ViewSelectedBy>
   <GroupBy><PropertyName>K</PropertyName><CustomControlName>Heading</CustomControlName></GroupBy>
   <TableControl><TableHeaders>
     <TableColumnHeader><Label>Stone</Label><Width>7</Width></TableColumnHeader>
     <TableColumnHeader><Width>6</Width><Alignment>Right</Alignment></TableColumnHeader>
     <TableColumnHeader/></TableHeaders>
    <TableRowEntries><TableRowEntry><Wrap/><TableColumnItems>
     <TableColumnItem><PropertyName>K</PropertyName></TableColumnItem>
     <TableColumnItem><PropertyName>C</PropertyName><FormatString>N1</FormatString></TableColumnItem>
     <TableColumnItem><ScriptBlock>C</ScriptBlock></TableColumnItem>
    </TableColumnItems></TableRowEntry></TableRowEntries></TableControl></View>
  <View><Name>gem</Name><ViewSelectedBy><TypeName>My.Gem</TypeName></ViewSelectedBy>
   <ListControl><ListEntries><ListEntry><ListItems>
     <ListItem><Label>Stone</Label><PropertyName>K</PropertyName></ListItem>
     <ListItem><PropertyName>C</PropertyName><ItemSelectionCondition><PropertyName>Big</PropertyName></ItemSelectionCondition></ListItem>
   </ListItems></ListEntry></ListEntries></ListControl></View>
  <View><Name>gem</Name><ViewSelectedBy><TypeName>My.Gem</TypeName></ViewSelectedBy>
   <WideControl><ColumnNumber>3</ColumnNumber><WideEntries><WideEntry>
    <WideItem><PropertyName>K</PropertyName></WideItem></WideEntry></WideEntries></WideControl></View>
  <View><Name>gem</Name><ViewSelectedBy><TypeName>My.Gem</TypeName></ViewSelectedBy>
   <CustomControl><CustomEntries><CustomEntry><CustomItem>
     <Text>a </Text><ExpressionBinding><PropertyName>K</PropertyName></ExpressionBinding>
     <NewLine><Count>2</Count></NewLine><Text>end</Text></CustomItem></CustomEntry></CustomEntries></CustomControl></View>
 </ViewDefinitions>
</Configuration>"""


def gem(**notes: Any) -> PSObject:
    made = PSObject.of(K="ruby", C=2, **notes)
    made.custom_type_names = ["My.Gem", "System.Object"]
    return made


def environment(data: bytes = FILE) -> Environment:
    views = FormatTable(read_views(data, ScriptBlock))
    return Environment(views=views, evaluate=lambda block, value: f"{value.get(block.source)} ct")


TABLE = "\n\n  Kind: ruby\n\n\nStone        C C\n-----        - -\nruby       2.0 2 ct\n\n"


def test_table_with_heading_format_and_script() -> None:
    assert out_string([gem()], env=environment()) == TABLE


@pytest.mark.parametrize("with_scripts", [True, False])
def test_written_files_read_the_same(with_scripts: bool) -> None:
    views = read_views(FILE, ScriptBlock)
    again = read_views(write_views(views, with_scripts), ScriptBlock)
    assert [(v.name, v.types, v.shape) for v in again] == [(v.name, v.types, v.shape) for v in views]
    assert again[2].body == views[2].body or again[2].shape == "wide"
    assert write_views(again, with_scripts) == write_views(views, with_scripts)


def test_list_conditions() -> None:
    views = read_views(FILE, ScriptBlock)[1:2]
    env = Environment(views=FormatTable(views))
    assert out_string([gem(Big=False)], env=env) == "\nStone : ruby\n\n\n"
    assert out_string([gem(Big=True)], env=env) == "\nStone : ruby\nC     : 2\n\n\n"


def test_wide_and_custom() -> None:
    views = read_views(FILE, ScriptBlock)
    assert out_string([gem()], 20, Environment(views=FormatTable(views[2:3]))) == "\nruby          \n\n"
    assert out_string([gem()], env=Environment(views=FormatTable(views[3:]))) == "\na ruby\n\nend\n\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<Configuration>", "Premature end"),
        (b"<Types/>", "Types"),
        (b"<Configuration><ViewDefinitions><View/></ViewDefinitions></Configuration>", "no name"),
        (b"<Configuration><ViewDefinitions><View><Name>v</Name></View></ViewDefinitions></Configuration>", "no control"),
    ],
)
def test_bad_files_say_why(data: bytes, words: str) -> None:
    with pytest.raises(FormatFileError, match=words):
        read_views(data, ScriptBlock)


def test_entities_are_not_expanded() -> None:
    data = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Configuration><ViewDefinitions>&e;</ViewDefinitions></Configuration>'
    assert read_views(data, ScriptBlock) == []
