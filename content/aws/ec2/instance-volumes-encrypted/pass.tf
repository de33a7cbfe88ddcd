resource "aws_instance" "booking" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"

  ebs_block_device {
    device_name = "/dev/sdb"
    volume_size = 50
    encrypted   = true
  }
}
