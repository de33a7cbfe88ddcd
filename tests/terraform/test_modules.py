"""Module calls: inputs, outputs, instances, sources, and what becomes of calls that lead nowhere."""

import json

from .conftest import Evaluate
from .workspace import unknown

GREETER = """
variable "name" { type = string }
variable "times" { default = 1 }
resource "aws_x" "y" { title = "hello ${var.name}" }
output "title" { value = aws_x.y.title }
output "id" { value = aws_x.y.id }
output "twice" { value = var.times * 2 }
output "path" { value = path.module }
"""


def test_a_module_gets_its_inputs_and_gives_its_outputs(tree: Evaluate) -> None:
    result = tree(
        {
            "main.tf": 'module "m" {\n  source = "./m"\n  name = "you"\n  times = 4\n}\n'
            "locals {\n  title = module.m.title\n  twice = module.m.twice\n  path = module.m.path\n}",
            "m/main.tf": GREETER,
        }
    )

    assert result.local("title") == "hello you"
    assert result.local("twice") == 8
    assert result.local("path") == "m"
    assert result.attribute("module.m.aws_x.y", "title") == "hello you"
    assert result.evaluation.children == {"m"}
    assert result.gaps == []


def test_an_output_that_is_unknown_points_to_the_resource_in_its_module(tree: Evaluate) -> None:
    result = tree(
        {
            "main.tf": 'module "m" {\n  source = "./m"\n  name = "a"\n}\nlocals { id = module.m.id }',
            "m/main.tf": GREETER,
        }
    )

    assert unknown(result.local("id")).ref == "module.m.aws_x.y"


def test_modules_are_repeated_by_count_and_for_each(tree: Evaluate) -> None:
    result = tree(
        {
            "main.tf": 'module "n" {\n  source = "./m"\n  count = 2\n  name = "n${count.index}"\n}\n'
            'module "k" {\n  source = "./m"\n  for_each = toset(["b", "a\\"q"])\n  name = each.key\n}\n'
            "locals {\n  all = module.n[*].title\n  second = module.n[1].title\n"
            '  by_key = { for k, v in module.k : k => v.title }\n  one = module.k["b"].title\n}',
            "m/main.tf": GREETER,
        }
    )

    assert result.local("all") == ["hello n0", "hello n1"]
    assert result.local("second") == "hello n1"
    assert result.local("by_key") == {'a"q': 'hello a"q', "b": "hello b"}
    assert result.local("one") == "hello b"
    assert result.addresses() == [
        'module.k["a\\"q"].aws_x.y',
        'module.k["b"].aws_x.y',
        "module.n[0].aws_x.y",
        "module.n[1].aws_x.y",
    ]


def test_siblings_may_need_each_others_outputs_in_any_order(tree: Evaluate) -> None:
    result = tree(
        {
            "main.tf": "".join(
                f'module "{name}" {{\n  source = "./m"\n  name = {given}\n}}\n'
                for name, given in (("a", "module.b.title"), ("b", "module.c.title"), ("c", '"x"'))
            )
            + "locals { it = module.a.title }",
            "m/main.tf": GREETER,
        }
    )

    assert result.local("it") == "hello hello hello x"


def test_a_module_whose_count_is_unknown_exists_perhaps_and_so_does_all_in_it(tree: Evaluate) -> None:
    result = tree(
        {
            "main.tf": 'variable "n" {}\nmodule "m" {\n  source = "./m"\n  count = var.n\n  name = "x"\n}\n'
            "locals {\n  first = module.m[0].title\n  all = module.m[*].title\n}",
            "m/main.tf": GREETER,
        }
    )

    assert "`var.n` has no value" in unknown(result.raw("module.m[?].aws_x.y").exists).reason
    assert "`var.n` has no value" in unknown(result.raw("module.m[?]").exists).reason
    assert result.local("first") == "hello x"
    assert "`var.n` has no value" in unknown(result.local("all")).reason


def test_the_calls_that_lead_to_a_block_are_known(tree: Evaluate) -> None:
    result = tree(
        {
            "main.tf": 'module "a" {\n  source = "./a"\n}\n',
            "a/main.tf": '\nmodule "b" {\n  source = "../b"\n}\n',
            "b/main.tf": 'resource "x" "y" {}\n',
        }
    )

    assert [str(call) for call in result.raw("module.a.module.b.x.y").calls] == ["main.tf:1:1", "a/main.tf:2:1"]


def test_a_module_that_is_not_fetched_is_a_gap_and_its_outputs_are_unknown(tree: Evaluate) -> None:
    result = tree('module "vpc" {\n  source = "terraform-aws-modules/vpc/aws"\n}\nlocals { id = module.vpc.vpc_id }')

    reason = "the module `terraform-aws-modules/vpc/aws` of module.vpc is not there; run `terraform init` to fetch it"
    assert result.gaps == [f"main.tf:2:3: {reason}"]
    assert unknown(result.local("id")).reason == reason
    assert result.attribute("module.vpc", "source") == "terraform-aws-modules/vpc/aws"


def test_a_module_that_is_not_fetched_is_one_gap_however_often_it_is_called(tree: Evaluate) -> None:
    calls = {"b": "a/vpc/aws", "a": "a/vpc/aws", "c": "x/y/z"}
    source = "".join(f'module "{name}" {{ source = "{source}" }}\n' for name, source in calls.items())

    assert tree(source).gaps == [
        "main.tf:1:14: the module `a/vpc/aws` of module.b and 1 more is not there; run `terraform init` to fetch it",
        "main.tf:3:14: the module `x/y/z` of module.c is not there; run `terraform init` to fetch it",
    ]


def test_a_module_that_init_has_fetched_is_read(tree: Evaluate) -> None:
    modules = [
        {"Key": "", "Source": "", "Dir": "."},
        {"Key": "out", "Source": "./out", "Dir": "out"},
        {
            "Key": "out.far",
            "Source": "registry.terraform.io/a/b/c",
            "Version": "1.0.0",
            "Dir": ".terraform/modules/far",
        },
    ]

    result = tree(
        {
            "main.tf": 'module "out" { source = "./out" }\nlocals { it = module.out.it }',
            "out/main.tf": 'module "far" {\n  source = "a/b/c"\n  name = "x"\n}\n'
            'output "it" { value = module.far.title }',
            ".terraform/modules/modules.json": json.dumps({"Modules": modules}),
            ".terraform/modules/far/main.tf": GREETER,
        }
    )

    assert result.local("it") == "hello x"
    assert result.gaps == []


def test_a_manifest_that_points_outside_leads_nowhere(tree: Evaluate) -> None:
    modules = [{"Key": "far", "Source": "a/b/c", "Dir": "../../etc"}]

    result = tree(
        {
            "main.tf": 'module "far" { source = "a/b/c" }',
            ".terraform/modules/modules.json": json.dumps({"Modules": modules}),
        }
    )

    assert "is not there" in result.gaps[0]


def test_a_source_that_leaves_the_boundary_is_a_gap(tree: Evaluate) -> None:
    result = tree('module "m" { source = "../../secret" }')

    assert result.gaps == ["main.tf:1:14: the source of module.m, `../../secret`, leaves what is scanned"]


def test_a_source_without_files_is_a_gap(tree: Evaluate) -> None:
    result = tree('module "m" { source = "./nowhere" }')

    assert result.gaps == ["main.tf:1:14: the source of module.m, `./nowhere`, holds no Terraform files"]


def test_a_source_that_is_no_plain_text_is_a_gap(tree: Evaluate) -> None:
    result = tree('module "m" { source = var.where }')

    assert "is not written as a plain text" in result.gaps[0]


def test_modules_that_contain_themselves_are_gaps(tree: Evaluate) -> None:
    result = tree(
        {
            "main.tf": 'module "here" { source = "./" }\nmodule "a" { source = "./a" }',
            "a/main.tf": 'module "b" { source = "../b" }',
            "b/main.tf": 'module "a" { source = "../a" }\nresource "x" "y" {}',
        }
    )

    assert [gap.split(": ")[0] for gap in result.gaps] == ["b/main.tf:1:14", "main.tf:1:17"]
    assert all("a module cannot contain itself" in gap for gap in result.gaps)
    assert result.addresses() == ["module.a.module.b.x.y"]


def test_an_output_that_needs_itself_through_its_module_is_a_gap(tree: Evaluate) -> None:
    result = tree(
        {
            "main.tf": 'module "m" {\n  source = "./m"\n  i = module.m.o\n}\nlocals { it = module.m.o }',
            "m/main.tf": 'variable "i" {}\noutput "o" { value = var.i }',
        }
    )

    assert "depends on itself" in unknown(result.local("it")).reason
    assert result.gaps == ["m/main.tf:2:14: `module.m.output.o` depends on itself"]


def test_a_directory_of_the_tree_can_be_the_root(tree: Evaluate) -> None:
    result = tree(
        {
            "roots/one/main.tf": 'module "m" {\n  source = "../../modules/m"\n  name = "x"\n}\n'
            "locals { p = module.m.path }",
            "modules/m/main.tf": GREETER,
        },
        directory="roots/one",
    )

    assert result.local("p") == "../../modules/m"
    assert result.evaluation.children == {"modules/m"}


def test_files_are_found_from_the_module_that_names_them(tree: Evaluate) -> None:
    result = tree(
        {
            "main.tf": 'module "m" { source = "./m" }\nlocals { it = module.m.text }',
            "m/main.tf": 'output "text" { value = templatefile("${path.module}/t.tftpl", { xs = ["a", "b"] }) }',
            "m/t.tftpl": "%{ for x in xs }<${x}>%{ endfor }!",
        }
    )

    assert result.local("it") == "<a><b>!"


def test_a_file_outside_of_what_is_scanned_is_not_read(tree: Evaluate) -> None:
    result = tree(
        'locals {\n  up = file("../../etc/passwd")\n  root = file("/etc/passwd")\n  home = file("~/.netrc")\n}'
    )

    for name in ("up", "root", "home"):
        assert "lies outside of what is scanned" in unknown(result.local(name)).reason
