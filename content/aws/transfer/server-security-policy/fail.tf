resource "aws_transfer_server" "timetables" {
  security_policy_name = "TransferSecurityPolicy-2018-11"
}
