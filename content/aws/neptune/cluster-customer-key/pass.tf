resource "aws_neptune_cluster" "routes" {
  cluster_identifier        = "routes"
  engine                    = "neptune"
  final_snapshot_identifier = "routes-final"
  storage_encrypted         = true
  kms_key_arn               = "arn:aws:kms:eu-west-1:123456789012:key/example"
}
