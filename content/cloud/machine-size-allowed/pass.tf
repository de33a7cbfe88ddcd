variable "size" {
  type    = string
  default = "t3.micro"
}

resource "aws_instance" "web" {
  ami           = "ami-0123456789abcdef0"
  instance_type = var.size
}

resource "aws_launch_template" "web" {
  name_prefix   = "web"
  instance_type = "m7g.large"
}
