resource "aws_rds_cluster_instance" "bookings" {
  identifier = "bookings-1"
  cluster_identifier = "bookings"
  engine = "aurora-postgresql"
  instance_class = "db.r6g.large"
  publicly_accessible = true
}
