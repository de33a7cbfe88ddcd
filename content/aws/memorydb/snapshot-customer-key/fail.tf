resource "aws_memorydb_snapshot" "seats" {
  name         = "seats-before-migration"
  cluster_name = "seats"
}
