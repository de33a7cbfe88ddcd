resource "aws_launch_configuration" "booking" {
  image_id      = "ami-0123456789abcdef0"
  instance_type = "t3.small"
}
