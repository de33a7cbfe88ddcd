output "name" {
  value = aws_eks_cluster.this.name
}

output "security_group_id" {
  value = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}

output "oidc_provider" {
  description = "What a service's role has to trust."
  value = {
    arn  = aws_iam_openid_connect_provider.this.arn
    host = replace(aws_eks_cluster.this.identity[0].oidc[0].issuer, "https://", "")
  }
}
