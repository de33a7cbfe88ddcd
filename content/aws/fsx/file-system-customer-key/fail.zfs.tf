resource "aws_fsx_openzfs_file_system" "charts" {
  deployment_type     = "SINGLE_AZ_1"
  storage_capacity    = 64
  subnet_ids          = ["subnet-0a"]
  throughput_capacity = 64
}
