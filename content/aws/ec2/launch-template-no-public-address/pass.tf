resource "aws_launch_template" "booking" {
  name          = "booking"
  image_id      = "ami-0123456789abcdef0"
  instance_type = "t3.small"

  network_interfaces {
    associate_public_ip_address = false
  }
}
