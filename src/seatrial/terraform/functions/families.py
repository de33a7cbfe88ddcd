"""Which module holds which function, so that a scan imports only those that its configurations call."""

_FAMILIES = {
    "conversions": """
        ephemeralasnull issensitive list map nonsensitive sensitive tobool tolist tomap tonumber toset tostring type
    """,
    "encodings": """
        base64decode base64encode base64gunzip base64gzip csvdecode textdecodebase64 textencodebase64 urldecode
        urlencode
    """,
    "filesystem": """
        abspath basename dirname file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5 fileset filesha1
        filesha256 filesha512 pathexpand templatefile
    """,
    "formats": "format formatlist",
    "hashes": """
        base64sha256 base64sha512 bcrypt md5 rsadecrypt sha1 sha256 sha512 uuid uuidv5
    """,
    "json_text": "jsondecode jsonencode",
    "mappings": "keys lookup merge transpose values zipmap",
    "networks": "cidrcontains cidrhost cidrnetmask cidrsubnet cidrsubnets",
    "numeric": "abs ceil floor log max min parseint pow signum",
    "patterns": "regex regexall replace",
    "sequences": """
        alltrue anytrue chunklist coalesce coalescelist compact concat contains distinct element flatten index length
        matchkeys one range reverse slice sort sum
    """,
    "sets": "setintersection setproduct setsubtract setunion",
    "texts": """
        chomp endswith indent join lower ltrimspace split startswith strcontains strrev substr templatestring title trim
        trimprefix trimspace trimsuffix upper
    """,
    "times": "formatdate plantimestamp timeadd timecmp timestamp",
    "yaml_text": "yamldecode yamlencode",
}

MODULES = {name: f"{__package__}.{family}" for family, names in _FAMILIES.items() for name in names.split()}
"""The module of each function."""
