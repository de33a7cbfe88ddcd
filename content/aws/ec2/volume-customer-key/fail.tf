resource "aws_ebs_volume" "tickets" {
  availability_zone = "eu-west-1a"
  size              = 50
  encrypted = true
}
