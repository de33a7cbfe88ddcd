resource "azurerm_postgresql_flexible_server" "main" {
  name                = "main"
  resource_group_name = "main"
  location            = "westeurope"
  sku_name            = "MO_Standard_E64s_v3"
}
