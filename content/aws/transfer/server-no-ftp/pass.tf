resource "aws_transfer_server" "timetables" {
  protocols = ["SFTP"]
}
