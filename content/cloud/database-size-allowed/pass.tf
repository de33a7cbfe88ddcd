resource "aws_db_instance" "main" {
  allocated_storage = 20
  engine            = "postgres"
  instance_class    = "db.t4g.small"
}

resource "aws_rds_cluster_instance" "main" {
  cluster_identifier = "main"
  engine             = "aurora-postgresql"
  instance_class     = "db.t4g.medium"
}

resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"

  cluster_config {
    instance_type = "t3.small.search"
  }
}
