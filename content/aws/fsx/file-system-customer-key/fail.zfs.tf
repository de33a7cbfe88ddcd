resource "aws_fsx_openzfs_file_system" "charts" {
  deployment_type     = "SINGLE_AZ_1"
  storage_capacity    = 64
  subnet_ids          = ["subnet-0123456789abcdef0"]
  throughput_capacity = 64
}
