resource "aws_launch_template" "booking" {
  name          = "booking"
  image_id      = "ami-0123456789abcdef0"
  instance_type = "t3.small"

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_size = 50
      encrypted   = true
    }
  }
}
