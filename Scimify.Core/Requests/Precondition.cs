using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Scimify.Core.Requests;

/// <summary>What a client believes of an object that it wants to change: <c>If-Match</c> (RFC 9110 section 13.1.1).</summary>
/// <param name="holds">Whether an object with this entity tag is the one that the client means.</param>
public sealed class Precondition(Predicate<string> holds)
{
    /// <exception cref="PreconditionFailedException">The object is another by now.</exception>
    public void Require(string current)
    {
        if (!holds(current))
        {
            throw new PreconditionFailedException();
        }
    }
}

/// <summary>A strong entity tag. The same state has the same tag in every process.</summary>
public static class EntityTag
{
    private const int Bytes = 12;

    /// <param name="parts">The values that make up the state.</param>
    public static string Of(params ReadOnlySpan<object?> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(part switch
            {
                DateTimeOffset at => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
                null => "-",
                _ => Convert.ToString(part, CultureInfo.InvariantCulture),
            }).Append('\u001f');
        }

        return $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, Bytes))}\"";
    }
}
