resource "aws_redshift_cluster" "sales" {
  cluster_identifier                  = "sales"
  node_type                           = "ra3.large"
  master_username                     = "sales"
  manage_master_password              = true
  skip_final_snapshot                 = true
  automated_snapshot_retention_period = 0
}
