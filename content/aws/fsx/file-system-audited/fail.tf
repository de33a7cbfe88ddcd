resource "aws_fsx_windows_file_system" "office" {
  active_directory_id = "d-9267123456"
  storage_capacity    = 300
  subnet_ids          = ["subnet-0123456789abcdef0"]
  throughput_capacity = 32
}
