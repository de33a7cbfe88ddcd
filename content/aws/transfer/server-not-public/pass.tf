resource "aws_transfer_server" "timetables" {
  endpoint_type = "VPC"

  endpoint_details {
    vpc_id     = "vpc-0a"
    subnet_ids = ["subnet-0a"]
  }
}
