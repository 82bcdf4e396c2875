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

    public static TokenAccess Of(ScimTokenView token) => new()
    {
        Reach = (token.Scopes.Reaches(TokenScopes.Users), token.Scopes.Reaches(TokenScopes.Groups)) switch
        {
            (true, false) => "users",
            (false, true) => "groups",
            _ => Reaches[0].Key,
        },
        ReadOnly = !token.Scopes.MayWrite(),
        Networks = string.Join('\n', token.AllowedNetworks),
    };

    /// <summary>Null if it may do everything, from everywhere.</summary>
    public static string? Words(ScimTokenView token)
    {
        var access = Of(token);
        string?[] limits =
        [
            access.Reach == Reaches[0].Key ? null : LetterCase.Lower(Reaches.First(r => r.Key == access.Reach).Text),
            access.ReadOnly ? "reads only" : null,
            NetworksField.Words(token.AllowedNetworks),
        ];
        return string.Join(", ", limits.OfType<string>()) is { Length: > 0 } words ? LetterCase.Capital(words) : null;
    }
}
