using System.Globalization;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Messages;

/// <summary>An error message (RFC 7644 section 3.12): schemas, status as text, scimType and detail, and nothing else. The detail ends with the error code.</summary>
public static class ErrorMessage
{
    public static ScimObject Of(ScimException exception) => Of(exception.Status, exception.ScimType, exception.Code.Behind(exception.Detail));

    public static ScimObject Of(int status, string? scimType, string detail)
    {
        var message = new ScimObject.Builder()
            .Add("schemas", ScimArray.OfStrings([SchemaUrns.Error]))
            .Add("status", new ScimString(status.ToString(CultureInfo.InvariantCulture)));
        if (scimType is not null)
        {
            message.Add("scimType", new ScimString(scimType));
        }

        return message.Add("detail", new ScimString(detail)).Build();
    }
}
