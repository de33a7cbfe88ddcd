resource "aws_neptune_cluster" "routes" {
  cluster_identifier        = "routes"
  engine                    = "neptune"
  final_snapshot_identifier = "routes-final"
  storage_encrypted         = true
}
