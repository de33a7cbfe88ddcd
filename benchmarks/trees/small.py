"""One small file, as a person has it open: what start-up costs and nothing else."""

from pathlib import Path

_TEXT = """resource "aws_s3_bucket" "reports" {
  bucket = "example-reports"
}

resource "aws_s3_bucket_versioning" "reports" {
  bucket = aws_s3_bucket.reports.id

  versioning_configuration {
    status = "Suspended"
  }
}

resource "aws_security_group" "reports" {
  name        = "reports"
  description = "Reports"

  ingress {
    description = "SSH"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"""


def write(root: Path, seed: int) -> None:
    """Write the file into ``root``; it is the same for each seed."""
    (root / "main.tf").write_text(_TEXT, encoding="utf-8")
