resource "aws_instance" "web" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "p5.48xlarge"
}

resource "aws_launch_template" "web" {
  name_prefix   = "web"
  instance_type = "t3.medium"
}
