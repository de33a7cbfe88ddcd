resource "azurerm_postgresql_flexible_server" "main" {
  name                = "main"
  resource_group_name = "main"
  location            = "westeurope"
  sku_name            = "GP_Standard_D2s_v3"
}
