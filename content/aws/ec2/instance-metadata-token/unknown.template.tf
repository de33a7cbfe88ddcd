# The template that another repository makes decides.
variable "template_id" {
  type    = string
  default = "lt-0123456789abcdef0"
}

resource "aws_instance" "crew" {
  launch_template {
    id = var.template_id
  }
}
