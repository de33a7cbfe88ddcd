"""Real definitions and checks over real Terraform and CloudFormation, read as a scan reads them."""

from collections import Counter
from pathlib import Path
from typing import Any

from seatrial.bench import Bench
from seatrial.library import Chosen, Library, load
from seatrial.library.read import read_content
from seatrial.model.asset import Collected
from seatrial.model.resource import Resource
from seatrial.model.result import Result
from seatrial.request import Request
from seatrial.scan import find_assets

BOX = """\
type: demo.box
title: Box
sources:
  terraform:
    block: aws_s3_bucket
    join: {lock: aws_s3_bucket_versioning.bucket, key: {block: aws_kms_key, through: kms_key_id}}
  cloudformation:
    object: AWS::S3::Bucket
    join: {policy: AWS::S3::BucketPolicy.Bucket}
properties:
"""
CHECK = """\
title: T
severity: high
likelihood: direct
resource: demo.box
message: "{message}"
why: W
fix: {{steps: S}}
"""


class Box:
    """A folder with sources, a definition of `demo.box` with some properties, and one check of it."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.content = top / ".seatrial"
        self.sources = top / "src"
        for folder in (self.content / "demo" / "one", self.sources):
            folder.mkdir(parents=True)
        self.properties("  name: {type: string, terraform: bucket, cloudformation: BucketName}\n")
        self.check("expects: 'true'")

    def properties(self, text: str) -> "Box":
        (self.content / "demo" / "box.resource.yaml").write_text(BOX + text)
        return self

    def check(self, *lines: str, message: str = "no") -> "Box":
        text = CHECK.format(message=message) + "".join(line + "\n" for line in lines)
        (self.content / "demo" / "one" / "check.yaml").write_text(text)
        return self

    def write(self, text: str, name: str = "main.tf") -> "Box":
        (self.sources / name).write_text(text)
        return self

    def bench(self, **params: Any) -> Bench:
        found = read_content(self.content)
        library = Library(found.definitions, found.checks, {}, load().actions)
        return Bench(library, Chosen(library.checks, {"demo-one": params}), Request(all_verdicts=True))

    def collected(self) -> list[Collected]:
        assets, gaps = find_assets(Request(targets=(str(self.sources),)))
        assert gaps == []
        bench = self.bench()
        return [bench.collect(asset) for asset in assets]

    def boxes(self) -> list[Resource]:
        bench = self.bench()
        return [box for collected in self.collected() for box in bench.resources(collected).of("demo.box")]

    def one(self) -> Resource:
        (box,) = self.boxes()
        return box

    def judged(self, **params: Any) -> list[Result]:
        assets, _ = find_assets(Request(targets=(str(self.sources),)))
        bench = self.bench(**params)
        return [result for asset in assets for result in bench.examine(asset).results]

    def verdicts(self, **params: Any) -> Counter[str]:
        return Counter(str(result.verdict) for result in self.judged(**params))
