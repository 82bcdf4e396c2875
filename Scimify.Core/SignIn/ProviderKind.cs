using System.Text.Json.Serialization;
using Scimify.Core.Primitives;

namespace Scimify.Core.SignIn;

/// <summary>Whose OpenID Connect it is. Each has its own idea of who somebody is and what is vouched for (<see cref="ProviderIdentity"/>).</summary>
[JsonConverter(typeof(EnumWordsConverter<ProviderKind>))]
public enum ProviderKind
{
    Entra = 0,
    Okta = 1,
    Google = 2,
    Keycloak = 3,
    Other = 4,
}
