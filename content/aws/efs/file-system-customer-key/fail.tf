resource "aws_efs_file_system" "tickets" {
  creation_token = "tickets"
  encrypted = true
}
