resource "aws_docdb_cluster" "tickets" {
  cluster_identifier          = "tickets"
  master_username             = "tickets"
  manage_master_user_password = true
  final_snapshot_identifier   = "tickets-final"
}
