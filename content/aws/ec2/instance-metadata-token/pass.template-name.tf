resource "aws_launch_template" "crew" {
  name = "crew"

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }
}

resource "aws_instance" "crew" {
  launch_template {
    name    = aws_launch_template.crew.name
    version = "$Latest"
  }
}
