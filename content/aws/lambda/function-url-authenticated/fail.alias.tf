# The function is made elsewhere, and of its two URLs one asks for nothing.
resource "aws_lambda_function_url" "delays" {
  for_each = { test = "AWS_IAM", live = "NONE" }

  function_name      = "delays"
  qualifier          = each.key
  authorization_type = each.value
}
