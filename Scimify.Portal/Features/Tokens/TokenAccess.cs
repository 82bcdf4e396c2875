using System.Text.Json.Serialization;
using Scimify.Core.Primitives;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared.Tokens;

namespace Scimify.Portal.Features.Tokens;

/// <summary>What a token may do and where it may be used from, as input of a form.</summary>
public sealed class TokenAccess
{
    public static readonly IReadOnlyList<(string Key, string Text)> Reaches = [("users groups", "Users and groups"), ("users", "Users only"), ("groups", "Groups only")];

    public string Reach { get; set; } = Reaches[0].Key;

    public bool ReadOnly { get; set; }

    /// <summary>One on each line.</summary>
    public string Networks { get; set; } = "";

    [JsonIgnore]
    public TokenScopes Scopes => TokenScopeRules.Parse([.. Reach.Split(' '), .. ReadOnly ? ["read-only"] : Array.Empty<string>()]);

    [JsonIgnore]
    public string[] AllowedNetworks => NetworksField.Networks(Networks);

    public static TokenAccess Of(ScimTokenView token) => Of(token.Scopes, token.AllowedNetworks);

    public static TokenAccess Of(TokenScopes scopes, IReadOnlyList<string> networks) => new()
    {
        Reach = (scopes.Reaches(TokenScopes.Users), scopes.Reaches(TokenScopes.Groups)) switch
        {
            (true, false) => "users",
            (false, true) => "groups",
            _ => Reaches[0].Key,
        },
        ReadOnly = !scopes.MayWrite(),
        Networks = string.Join('\n', networks),
    };

    /// <summary>Null if it may do everything, from everywhere.</summary>
    public static string? Words(ScimTokenView token) => Words(token.Scopes, token.AllowedNetworks);

    /// <inheritdoc cref="Words(ScimTokenView)"/>
    public static string? Words(TokenScopes scopes, IReadOnlyList<string> networks)
    {
        var access = Of(scopes, networks);
        string?[] limits =
        [
            access.Reach == Reaches[0].Key ? null : LetterCase.Lower(Reaches.First(r => r.Key == access.Reach).Text),
            access.ReadOnly ? "reads only" : null,
            NetworksField.Words(networks),
        ];
        return string.Join(", ", limits.OfType<string>()) is { Length: > 0 } words ? LetterCase.Capital(words) : null;
    }
}
