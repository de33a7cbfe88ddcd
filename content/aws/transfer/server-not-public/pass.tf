resource "aws_transfer_server" "timetables" {
  endpoint_type = "VPC"

  endpoint_details {
    vpc_id     = "vpc-0123456789abcdef0"
    subnet_ids = ["subnet-0123456789abcdef0"]
  }
}
