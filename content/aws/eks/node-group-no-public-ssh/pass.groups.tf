resource "aws_eks_node_group" "booking" {
  cluster_name  = "booking"
  node_role_arn = "arn:aws:iam::123456789012:role/node"
  subnet_ids    = ["subnet-0123456789abcdef0"]

  scaling_config {
    desired_size = 2
    max_size     = 4
    min_size     = 1
  }

  remote_access {
    ec2_ssh_key               = "operators"
    source_security_group_ids = ["sg-0123456789abcdef0"]
  }
}
