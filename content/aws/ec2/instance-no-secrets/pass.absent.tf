resource "aws_instance" "booking" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"
}
