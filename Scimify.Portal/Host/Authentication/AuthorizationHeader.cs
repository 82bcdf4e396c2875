using Microsoft.Extensions.Primitives;

namespace Scimify.Portal.Host.Authentication;

/// <summary>Reads the secret from an <c>Authorization</c> header (RFC 7235 section 2.1). The case of the scheme does not matter.</summary>
internal abstract record AuthorizationHeader
{
    private AuthorizationHeader()
    {
    }

    public sealed record Absent : AuthorizationHeader;

    public sealed record Malformed : AuthorizationHeader;

    /// <summary>The scheme is there twice, because somebody pasted it together with the secret.</summary>
    public sealed record SchemeTwice : AuthorizationHeader;

    public sealed record Secret(string Value) : AuthorizationHeader
    {
        public override string ToString() => nameof(Secret);
    }

    public static AuthorizationHeader Parse(StringValues header, string scheme)
    {
        if (header.Count != 1)
        {
            return header.Count == 0 ? new Absent() : new Malformed();
        }

        var text = header[0].AsSpan().Trim();
        if (text.IsEmpty)
        {
            return new Absent();
        }

        if (!IsScheme(text, scheme, out var rest) || rest.IsEmpty)
        {
            return new Malformed();
        }

        if (IsScheme(rest, scheme, out _))
        {
            return new SchemeTwice();
        }

        return rest.ContainsAny(' ', '\t') ? new Malformed() : new Secret(rest.ToString());
    }

    private static bool IsScheme(ReadOnlySpan<char> text, string scheme, out ReadOnlySpan<char> rest)
    {
        rest = default;
        if (!text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var after = text[scheme.Length..];
        rest = after.TrimStart();
        return after.IsEmpty || after.Length != rest.Length;
    }
}
