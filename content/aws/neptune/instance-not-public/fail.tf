resource "aws_neptune_cluster_instance" "routes" {
  identifier         = "routes-1"
  cluster_identifier = "routes"
  instance_class     = "db.r6g.large"
  publicly_accessible = true
}
