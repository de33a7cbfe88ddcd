resource "aws_transfer_server" "timetables" {
  endpoint_type = "PUBLIC"
}
