# Only the platform knows which policy has this name.
data "aws_iam_policy" "crew" {
  name = "AdministratorAccess"
}

resource "aws_iam_role_policy_attachment" "crew" {
  role       = "crew"
  policy_arn = data.aws_iam_policy.crew.arn
}
