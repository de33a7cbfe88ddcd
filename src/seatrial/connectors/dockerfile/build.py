"""From instructions to the raw objects of a Dockerfile: its image, its stages and its instructions."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from seatrial.connectors.dockerfile.archives import mark_unpacked
from seatrial.connectors.dockerfile.instructions import Reading, names_in, read, read_global_argument
from seatrial.connectors.dockerfile.places import Lines, Sheet
from seatrial.connectors.dockerfile.reference import Reference, parse_reference, partial_reference
from seatrial.connectors.dockerfile.scripts import ScriptError
from seatrial.connectors.dockerfile.state import Globals, Said, State, is_numeric, is_root
from seatrial.connectors.dockerfile.variables import Text, expand
from seatrial.errors import LimitError, ParseError
from seatrial.model.gap import Gap
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown, Value
from seatrial.parsers.dockerfile import Dockerfile, Instruction, Span
from seatrial.parsers.dockerfile_words import words

SOURCE = "dockerfile"
_STAGE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
# Microsoft's names for images of Windows: https://learn.microsoft.com/virtualization/windowscontainers/
_WINDOWS = re.compile(r"windows|nanoserver|servercore|dotnet/framework")
MAX_STAGES = 500
MAX_GAPS = 100
# Variables, labels, ports and volumes that stages take over from the stages that they are built from.
MAX_INHERITED = 100_000
_ONCE = ("CMD", "ENTRYPOINT", "HEALTHCHECK")
_UNREADABLE = {
    "USER": "user",
    "WORKDIR": "workdir",
    "CMD": "cmd",
    "ENTRYPOINT": "entrypoint",
    "HEALTHCHECK": "healthcheck",
}


@dataclass(slots=True)
class Stage:
    """A FROM and what follows it, as it is read."""

    index: int
    name: str
    address: str
    base: dict[str, Value]
    parent: "Stage | None"
    state: State
    sheet: Sheet
    head: Span
    entries: list["_Entry"] = field(default_factory=list)


@dataclass(slots=True)
class _Entry:
    """An instruction that was read."""

    keyword: str
    address: str
    sheet: Sheet
    stage: Stage | None


def build(tree: Dockerfile, lines: Lines) -> tuple[list[Raw], list[Gap]]:
    """Return the raw objects of a Dockerfile and what of it could not be read.  Raises LimitError past 500 stages."""
    builder = _Builder(tree, lines)
    builder.run()
    return list(builder.raws()), builder.gaps


class _Builder:
    def __init__(self, tree: Dockerfile, lines: Lines) -> None:
        self.tree = tree
        self.lines = lines
        self.globals = Globals()
        self.stages: list[Stage] = []
        self.by_name: dict[str, Stage] = {}
        self.entries: list[_Entry] = []
        self.gaps: list[Gap] = []
        self.counts: Counter[tuple[str, str]] = Counter()
        self.inherited = 0

    def run(self) -> None:
        for problem in self.tree.problems:
            self._gap(problem.message, problem.span)
        for instruction in self.tree.instructions:
            if instruction.problem is not None:
                self._gap(instruction.problem.message, instruction.problem.span)
                self._doubt(instruction)
                continue
            try:
                self._read(instruction)
            except ScriptError as error:
                self._gap(error.message, error.span, getattr(error, "bound", ""))
            except ParseError as error:
                bound = error.bound if isinstance(error, LimitError) else ""
                self._gap(error.message, instruction.span, bound)
                self._doubt(instruction)
        if not self.stages:
            self._gap("it has no FROM, and so builds nothing", (0, 0))

    def _gap(self, reason: str, span: Span, bound: str = "") -> None:
        if len(self.gaps) > MAX_GAPS:
            return
        if len(self.gaps) == MAX_GAPS:
            reason, bound = "more of it cannot be read; this is the last that is listed", f"{MAX_GAPS} gaps"
        self.gaps.append(Gap(location=self.lines.location(span), reason=reason, bound=bound))

    def _doubt(self, instruction: Instruction) -> None:
        """What an instruction would have set is unknown where it could not be read."""
        unknown = Unknown(
            f"the {instruction.keyword} in line {self._line(instruction.span)} cannot be read", is_set=True
        )
        if instruction.keyword == "FROM":
            reference = partial_reference(unknown)
            self._add_stage(instruction, "", unknown, reference_base(unknown, reference), None)
        elif self.stages and instruction.keyword in _UNREADABLE:
            setattr(self.stages[-1].state, _UNREADABLE[instruction.keyword], Said(unknown, instruction.span))
        elif self.stages and instruction.keyword in ("ENV", "ARG") and instruction.problem is None:
            state = self.stages[-1].state
            table = state.env if instruction.keyword == "ENV" else state.arguments
            table.update({name: Said(unknown, instruction.span) for name in names_in(instruction, self.tree.escape)})

    def _line(self, span: Span) -> int:
        return self.lines.location(span).line

    def _read(self, instruction: Instruction) -> None:
        if instruction.keyword == "FROM":
            self._read_from(instruction)
            return
        inner = instruction.trigger or instruction
        stage = self.stages[-1] if self.stages else None
        if stage is None and inner.keyword != "ARG":
            raise ParseError(f"{inner.keyword} stands before the first FROM")
        sheet = self._enter(instruction, inner, stage)
        state = stage.state if stage else State(is_open=False)
        reading = Reading(inner, state, self.globals, self.tree.escape, sheet, on_build=inner is not instruction)
        try:
            read_global_argument(reading) if stage is None else read(reading)
        except ScriptError:
            raise
        except ParseError:
            # Half of an instruction would answer questions wrongly; the gap stands for it.
            self.entries.pop()
            if stage is not None and inner is instruction:
                stage.entries.pop()
            raise

    def _enter(self, outer: Instruction, inner: Instruction, stage: Stage | None) -> Sheet:
        """Begin an instruction's raw object."""
        sheet = Sheet(outer.span)
        where = stage.address if stage else "global"
        number = self.counts[where, outer.keyword]
        self.counts[where, outer.keyword] += 1
        start = 0 if inner is outer else outer.body
        sheet.put("keyword", inner.keyword, outer.place(start, start + len(inner.keyword)))
        sheet.put("stage", stage.name or None if stage else None)
        sheet.put("stage_index", stage.index if stage else None)
        sheet.put("on_build", inner is not outer)
        sheet.put("follows", stage.entries[-1].keyword if stage and stage.entries else None)
        body = inner.place(inner.body, len(inner.text))
        sheet.put("form", "shell" if inner.exec_form is None else "exec", body)
        sheet.put("text", inner.argument, body)
        entry = _Entry(inner.keyword, f"{where}/{outer.keyword}[{number}]", sheet, stage)
        self.entries.append(entry)
        if stage is not None and inner is outer:
            stage.entries.append(entry)
        return sheet

    def _read_from(self, instruction: Instruction) -> None:
        found = list(words(instruction.argument, self.tree.escape))
        if len(found) not in (1, 3) or (len(found) == 3 and found[1].text.upper() != "AS"):
            raise ParseError("FROM takes an image, and AS with a name")
        image = self._expand(found[0].text)
        name = found[2].text if len(found) == 3 else ""
        if name and not _STAGE_NAME.fullmatch(name):
            raise ParseError(f"`{name[:40]}` is no name for a stage")
        parent = self.by_name.get(image.lower()) if isinstance(image, str) else None
        if isinstance(image, str) and not image:
            image = Unknown(f"`{found[0].text}` is empty here", is_set=True)
        reference = partial_reference(image) if isinstance(image, Unknown) else parse_reference(image)
        base = reference_base(image, reference) | {"is_stage": parent is not None}
        stage = self._add_stage(instruction, name, image, base, parent)
        body = instruction.body
        stage.sheet.put("base", base, instruction.place(body + found[0].start, body + found[0].end))
        if name:
            stage.sheet.put("name", name, instruction.place(body + found[2].start, body + found[2].end))
        for flag in instruction.flags:
            if flag.name == "platform":
                place = instruction.place(flag.start, flag.end)
                stage.sheet.put("platform", self._expand(flag.value), place)
                stage.sheet.put("platform_is_fixed", "$" not in flag.value, place)
                is_target = flag.value in ("$TARGETPLATFORM", "${TARGETPLATFORM}")
                stage.sheet.put("platform_is_target", is_target, place)

    def _expand(self, text: str) -> Text:
        return expand(text, self.globals.variable, self.tree.escape)

    def _add_stage(
        self, instruction: Instruction, name: str, image: Text, base: dict[str, Value], parent: Stage | None
    ) -> Stage:
        if len(self.stages) >= MAX_STAGES:
            bound = f"{MAX_STAGES} stages"
            raise LimitError(f"it has more than {bound}", bound=bound, line=self._line(instruction.span))
        index = len(self.stages)
        taken = name.lower() in self.by_name
        shown = image if isinstance(image, str) else "the base image"
        self.inherited += parent.state.size if parent else 0
        if self.inherited > MAX_INHERITED:
            bound = f"{MAX_INHERITED} inherited values"
            raise LimitError(
                "its stages inherit too much from each other", bound=bound, line=self._line(instruction.span)
            )
        state = parent.state.child() if parent else State(is_open=shown != "scratch", base_name=shown)
        if parent is None:
            state.is_windows = self.tree.escape == "`" or _WINDOWS.search(shown.lower()) is not None
        stage = Stage(
            index=index,
            name=name,
            address=f"stage.{name}" if name and not taken else f"stage[{index}]",
            base=base,
            parent=parent,
            state=state,
            sheet=Sheet(instruction.span),
            head=instruction.span,
        )
        stage.sheet.put("base", base)
        stage.sheet.put("index", index)
        stage.sheet.put("name_is_taken", taken)
        self.stages.append(stage)
        if name and not taken:
            self.by_name[name.lower()] = stage
        sheet = self._enter(instruction, instruction, stage)
        sheet.put("image", image)
        return stage

    def raws(self) -> Iterator[Raw]:
        if not self.stages:
            return
        shipped = self._shipped()
        final = self.stages[-1]
        yield self._raw("image", "image", self._image(final))
        for stage in self.stages:
            self._finish_stage(stage, shipped)
            yield self._raw("stage", stage.address, stage.sheet)
        for entry in self.entries:
            self._finish_instruction(entry, shipped)
            yield self._raw("instruction", entry.address, entry.sheet)

    def _raw(self, type_: str, address: str, sheet: Sheet) -> Raw:
        return Raw(
            source=SOURCE, type=type_, address=address, attributes=sheet.values, locate=sheet.locator(self.lines)
        )

    def _shipped(self) -> set[int]:
        """The stages whose layers are part of the final image: the last, and those that it is built from."""
        found: set[int] = set()
        stage: Stage | None = self.stages[-1]
        while stage is not None:
            found.add(stage.index)
            stage = stage.parent
        return found

    def _image(self, final: Stage) -> Sheet:
        sheet = Sheet(final.head)
        root = final
        while root.parent is not None:
            root = root.parent
        sheet.put("base", root.base, root.sheet.places.get(("base",)))
        sheet.put("stages", len(self.stages))
        sheet.put("stage", final.name or None)
        _put_state(sheet, final.state)
        return sheet

    def _finish_stage(self, stage: Stage, shipped: set[int]) -> None:
        sheet = stage.sheet
        sheet.put("is_final", stage is self.stages[-1])
        sheet.put("shipped", stage.index in shipped)
        sheet.put("keywords", [entry.keyword for entry in stage.entries])
        _put_state(sheet, stage.state)
        mark_unpacked([entry.sheet.values for entry in stage.entries])
        last = {entry.keyword: entry for entry in stage.entries if entry.keyword in _ONCE}
        for entry in stage.entries:
            if entry.keyword in _ONCE:
                entry.sheet.put("overridden", entry is not last[entry.keyword])

    def _finish_instruction(self, entry: _Entry, shipped: set[int]) -> None:
        stage = entry.stage
        entry.sheet.put("shipped", stage is not None and stage.index in shipped)
        flags = entry.sheet.values.get("flags") or {}
        if entry.keyword == "COPY" and "from" in flags and stage is not None:
            start, end = entry.sheet.places["flags", "from"]
            place = start + len("--from="), end
            entry.sheet.put("from", flags["from"], place)
            entry.sheet.put("from_kind", self._from_kind(flags["from"], stage), place)
        if stage is not None and (mounts := entry.sheet.values.get("mounts")):
            entry.sheet.put("mount_kinds", [self._mount_kind(mount, stage) for mount in mounts])

    def _mount_kind(self, mount: Value, stage: Stage) -> Value:
        """As `_from_kind`; null for a mount that is from nothing."""
        if isinstance(mount, Unknown):
            return Unknown(mount.reason)
        return self._from_kind(mount["from"], stage) if isinstance(mount.get("from"), str) else None

    def _from_kind(self, name: Value, stage: Stage) -> Value:
        """self, stage (an earlier one), later (a stage that is not built yet), or image."""
        if not isinstance(name, str):
            return Unknown("the stage that COPY takes from is not known")
        index = int(name) if name.isascii() and name.isdecimal() and len(name) < 5 else None
        if (name and name.lower() == stage.name.lower()) or index == stage.index:
            return "self"
        found = next((s for s in self.stages if s.name and s.name.lower() == name.lower()), None)
        if found is None and index is not None:
            return "stage" if index < stage.index else "later"
        if found is None:
            return "image"
        return "stage" if found.index < stage.index else "later"


def reference_base(image: Text, reference: Reference) -> dict[str, Value]:
    """The property ``base`` of a stage."""
    parts = {name: getattr(reference, name) for name in ("name", "registry", "repository", "tag", "digest")}
    return {
        "image": image,
        **parts,
        "nonroot": reference.is_nonroot(),
        "is_stage": False,
        "is_scratch": image == "scratch" if isinstance(image, str) else False,
    }


def _put_state(sheet: Sheet, state: State) -> None:
    for name in ("user", "workdir", "entrypoint", "cmd", "healthcheck", "shell", "stop_signal"):
        said: Said | None = getattr(state, name)
        if said is not None:
            sheet.put(name, said.value, said.span)
    if state.user is not None:
        sheet.put("user_is_root", is_root(state.user.value), state.user.span)
        sheet.put("user_is_numeric", is_numeric(state.user.value), state.user.span)
    for name in ("env", "labels"):
        table: dict[str, Said] = getattr(state, name)
        sheet.put(name, {key: said.value for key, said in table.items()})
        sheet.places.update({(name, key): said.span for key, said in table.items()})
    sheet.put_items("ports", [(said.value, said.span) for said in state.ports])
    sheet.put_items("volumes", [(said.value, said.span) for said in state.volumes])
