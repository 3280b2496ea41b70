"""What becomes of files: which failures are told and passed over, which end the command, and what is asked about on the way."""

from __future__ import annotations

import pytest

from psbridge.engine.context import Collector
from psbridge.engine.errors import ScriptError
from psbridge.engine.providers import fileoperations
from psbridge.engine.streamsets import StreamList
from psbridge.modules.shell import Runspace
from psbridge.objects.convert import to_text

TREE = "$null = New-Item d/s -ItemType Directory; Set-Content d/a.txt 1; Set-Content d/s/b.txt 1; "
FILE = "Set-Content a 1; "
BOTH = "Set-Content a 1; Set-Content b 2; "


def told(tmp_path, script):
    """Output, and (id, message, type of the target) of each error; paths without the directory."""
    streams, sink = StreamList(), Collector()
    with Runspace(directory=str(tmp_path)) as runspace:
        try:
            runspace.run(script, runspace.context(streams), sink)
        except ScriptError as error:
            streams.errors.append(error.record)
    here = str(tmp_path)
    errors = []
    for record in streams.errors:
        message = record.message if record.error_details is None else record.error_details.message
        errors.append((record.fully_qualified_error_id.partition(",")[0], message.replace(here, "."), record.category_info.target_type))
    verbose = [record.message.replace(here, ".") for record in streams.verbose_records]
    return [to_text(one).replace(here, ".") for one in sink.items], errors, verbose


RESULTS = [
    (
        TREE + "(Copy-Item d e -Recurse -PassThru).Name; Get-ChildItem e -Recurse -Name",
        ["e", "a.txt", "s", "b.txt", "s", "a.txt", "s/b.txt"],
    ),
    (TREE + "Copy-Item d e; Get-ChildItem e -Recurse -Name; Test-Path e", ["True"]),
    (TREE + "$null = mkdir e; Copy-Item d e -Recurse -Container:$false; Get-ChildItem e -Recurse -Name", ["a.txt", "b.txt"]),
    (TREE + "Copy-Item d e -Recurse -Exclude b*; Get-ChildItem e -Recurse -Name", ["s", "a.txt"]),
    (TREE + "Copy-Item d d/e -Recurse; Get-ChildItem d -Name", ["e", "s", "a.txt"]),
    (TREE + "Remove-Item d -Recurse; Test-Path d", ["False"]),
    (
        FILE
        + "Set-Content .h 1; Remove-Item .h -Force; Set-ItemProperty a IsReadOnly $true; Remove-Item a -Force; (Get-ChildItem -Force).Count",
        ["0"],
    ),
    (BOTH + "Move-Item a b -Force; Get-Content b; Test-Path a; Move-Item b b; Test-Path b", ["1", "False", "True"]),
    (BOTH + "$null = mkdir d; (Move-Item a, b d -PassThru).Name; Get-ChildItem d -Name", ["a", "b", "a", "b"]),
    (FILE + "Rename-Item a A; Get-ChildItem -Name; Rename-Item A ./c; Rename-Item c c; Get-ChildItem -Name", ["A", "c"]),
    ("(New-Item l -ItemType SymbolicLink -Value none).Target; (New-Item t -Value 5 -ItemType f).Length; Get-Content t", ["none", "1", "5"]),
    ("$null = New-Item d; New-Item d -ItemType Directory -Force; (New-Item x/y/z -Force).Directory.Name", ["y"]),
    (FILE + "(New-Item h -ItemType HardLink -Value a).LinkType; Remove-Item h; Test-Path a", ["HardLink", "True"]),
    (TREE + "$null = New-Item l -ItemType SymbolicLink -Value d; Remove-Item l; Test-Path l; Test-Path d/a.txt", ["False", "True"]),
    (
        FILE + "Set-ItemProperty a Attributes ReadOnly; (Get-Item a).IsReadOnly; Clear-ItemProperty a Attributes; (Get-Item a).IsReadOnly",
        ["True", "False"],
    ),
    (
        FILE + "(Set-ItemProperty a IsReadOnly $true -PassThru).IsReadOnly; (Clear-ItemProperty a Attributes -PassThru).Attributes",
        ["True", "Normal"],
    ),
]


@pytest.mark.parametrize(("script", "expected"), RESULTS)
def test_results(tmp_path, script, expected):
    assert told(tmp_path, script)[:2] == (expected, [])


NO_ACCESS = "You do not have sufficient access rights to perform this operation or the item is hidden, system, or read only."
NULL = 'Cannot process argument because the value of argument "value" is null. Change the value of argument "value" to a non-null value.'
ERRORS = [
    (FILE + "Copy-Item a no/b", "System.IO.DirectoryNotFoundException", "Could not find a part of the path './no/b'.", ""),
    (FILE + "Copy-Item a a", "CopyError", "Cannot overwrite the item ./a with itself.", "String"),
    (FILE + TREE + "Copy-Item d a", "CopyContainerItemToLeafError", "Container cannot be copied onto existing leaf item.", "String"),
    (TREE + "$null = mkdir e; $null = mkdir e/d; Copy-Item d e", "DirectoryExist", "An item with the specified name ./e/d already exists.", "String"),
    (
        TREE + "$null = mkdir e; Copy-Item d e -Container:$false",
        "CopyContainerToContainerWithoutRecurseOrContainer",
        "Container cannot be copied to another container. The -Recurse or -Container parameter is not specified.",
        "String",
    ),
    (
        FILE + "Copy-Item a env:Z",
        "CopyItemSourceAndDestinationNotSameProvider",
        "Source and destination path did not resolve to the same provider.",
        "Collection`1",
    ),
    ("Set-Content .h 1; Remove-Item .h", "RemoveFileSystemItemUnAuthorizedAccess", f"Cannot remove item ./.h: {NO_ACCESS}", "FileInfo"),
    ("$null = mkdir d; cd d; Remove-Item ../d", "InvalidOperation", "Cannot remove the item at './d' because it is in use.", ""),
    ("$null = mkdir d; cd d; Move-Item ../d ../e", "InvalidOperation", "Cannot move item because the item at './d' is in use.", ""),
    ("$null = mkdir d; cd d; Rename-Item ../d e", "InvalidOperation", "Cannot rename the item at './d' because it is in use.", ""),
    (BOTH + "Move-Item a b", "MoveFileInfoItemIOError", "The file './b' already exists.", "FileInfo"),
    (FILE + "Move-Item a no/b", "MoveFileInfoItemIOError", "Could not find a part of the path './no/b'.", "FileInfo"),
    (TREE + "Move-Item d no/b", "MoveDirectoryItemIOError", "Could not find a part of the path './d'.", "DirectoryInfo"),
    (TREE + "Move-Item d d/e", "MoveDirectoryItemIOError", "Invalid argument", "DirectoryInfo"),
    (FILE + TREE + "Move-Item d a", "MoveDirectoryItemIOError", "Not a directory", "DirectoryInfo"),
    ("Move-Item -LiteralPath n x", "InvalidOperation", "Cannot move item because the item at 'n' does not exist.", ""),
    (BOTH + "Rename-Item a b", "RenameItemIOError", "The file './b' already exists.", "String"),
    ("Rename-Item -LiteralPath n b", "InvalidOperation", "Cannot rename because item at 'n' does not exist.", ""),
    (FILE + "Rename-Item a x/y", "Argument", "Cannot rename the specified target, because it represents a path or device name.", ""),
    (
        "New-Item x -ItemType bogus",
        "Argument",
        'The type is not a known type for the file system. Only "file","directory" or "symboliclink" can be specified.',
        "",
    ),
    (FILE + "New-Item a", "NewItemIOError", "The file './a' already exists.", "String"),
    (FILE + "New-Item a/b -ItemType Directory", "CreateDirectoryIOError", "The file './a' already exists.", "String"),
    ("New-Item no/a", "NewItemIOError", "Could not find a part of the path './no/a'.", "String"),
    ("$null = mkdir d; New-Item d -Force", "NewItemUnauthorizedAccessError", "Access to the path './d' is denied.", "String"),
    ("New-Item l -ItemType SymbolicLink", "ArgumentNull", NULL, ""),
    ("New-Item l -ItemType HardLink -Value n", "ItemNotFound", "Could not find item n.", "String"),
    (
        TREE + "New-Item l -ItemType HardLink -Value d",
        "ItemNotFile",
        "A file is required for the operation. The item 'd' is not a file.",
        "String",
    ),
    (
        BOTH + "New-Item b -ItemType SymbolicLink -Value a",
        "SymLinkExists",
        "Cannot create link because the path already exists: ./b.",
        "String",
    ),
    (FILE + "Set-ItemProperty a Nope 5", "SetPropertyError", "The property int Nope=5 does not exist or was not found.", "PSNoteProperty"),
    (FILE + "Set-ItemProperty a Length 5", "PropertyReadOnly", "'Length' is a ReadOnly property.", ""),
    (FILE + "Get-ItemProperty a -Name Nope", "GetValueError", "The property Nope does not exist or was not found.", "String"),
    (
        FILE + "Clear-ItemProperty a Length",
        "Argument",
        "The property cannot be cleared because the property is not supported. Only the Attributes property can be cleared.",
        "",
    ),
]


@pytest.mark.parametrize(("script", "error_id", "message", "target"), ERRORS)
def test_errors(tmp_path, script, error_id, message, target):
    assert told(tmp_path, script)[1] == [(error_id, message, target)]


def test_what_a_provider_throws_ends_the_command(tmp_path):
    output, errors, _ = told(
        tmp_path, FILE + "try { Copy-Item a no/b; 'on' } catch { 'caught' }; try { Move-Item a no/b; 'on' } catch { 'caught' }"
    )
    assert (output, [one[0] for one in errors]) == (["caught", "on"], ["MoveFileInfoItemIOError"])


def test_each_item_is_asked_about(tmp_path):
    _, _, verbose = told(tmp_path, TREE + "Copy-Item d e -Recurse -Verbose; Remove-Item d -Recurse -Verbose")
    assert verbose == [
        'Performing the operation "Copy Directory" on target "Item: ./d Destination: ./e".',
        'Performing the operation "Create Directory" on target "Destination: ./e".',
        'Performing the operation "Copy File" on target "Item: ./d/a.txt Destination: ./e/a.txt".',
        'Performing the operation "Copy Directory" on target "Item: ./d/s Destination: ./e/s".',
        'Performing the operation "Create Directory" on target "Destination: ./e/s".',
        'Performing the operation "Copy File" on target "Item: ./d/s/b.txt Destination: ./e/s/b.txt".',
        'Performing the operation "Remove Directory" on target "./d".',
        'Performing the operation "Remove Directory" on target "./d/s".',
        'Performing the operation "Remove File" on target "./d/s/b.txt".',
        'Performing the operation "Remove File" on target "./d/a.txt".',
    ]


def test_a_failure_of_the_system_in_words_of_net():
    assert fileoperations.exception_of(PermissionError(13, "no"), "/x") == (
        "System.UnauthorizedAccessException",
        "Access to the path '/x' is denied.",
    )
    assert fileoperations.exception_of(OSError(28, "No space left on device"), "/x") == ("System.IO.IOException", "No space left on device")


@pytest.mark.parametrize("script", ["Copy-Item d e", "Copy-Item a b", "Copy-Item c a", "Copy-Item d d"])
def test_nothing_is_copied_onto_itself_whatever_links_lead_there(tmp_path, script):
    made = "Set-Content a 1; mkdir d; New-Item -Type HardLink b -Value a; New-Item -Type SymbolicLink c -Value \"$pwd/a\"; "
    links = made.replace("mkdir d", "New-Item -Type Directory d") + "New-Item -Type SymbolicLink e -Value \"$pwd/d\""
    output, errors, _ = told(tmp_path, f"$null = . {{ {links} }}; {script}; [bool]$Error[0].Exception.Data['SelfCopy']")
    source = script.split()[1]
    assert output == ["True"]
    assert [error[:2] for error in errors] == [
        ("CopyError", f"Cannot overwrite the item ./{source} with itself.")
    ]


@pytest.mark.parametrize(
    ("script", "expected", "ids"),
    [
        ("Get-Item .h; (Get-Item .h -Force).Name; (Get-Item -LiteralPath / | % Name)", [".h", "/"], ["ItemNotFound"]),
        ("New-Item -Type SymbolicLink d/s/up -Value \"$pwd/d\" | % Name; (gci d -Recurse -FollowSymlink -wv w).Name; $w.Count", ["up", "s", "a.txt", "up", "b.txt", "1"], []),
        ("New-Item -Type SymbolicLink l -Value \"$pwd/d\" | % Name; (gci d, l -Recurse -FollowSymlink).Count", ["l", "6"], []),
    ],
)  # fmt: skip
def test_hidden_items_and_circles(tmp_path, script, expected, ids):
    output, errors, _ = told(tmp_path, TREE + "Set-Content .h 1; " + script)
    assert output == expected
    assert [error[0] for error in errors] == ids
