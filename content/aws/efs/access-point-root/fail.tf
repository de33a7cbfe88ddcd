resource "aws_efs_access_point" "tickets" {
  file_system_id = "fs-0123456789abcdef0"
}
