using System.Text.Json.Serialization;
using Scimify.Core.Primitives;

namespace Scimify.Core.Scim.Dialects;

/// <summary>How literally a client is taken.</summary>
[JsonConverter(typeof(EnumWordsConverter<ScimProfile>))]
public enum ScimProfile
{
    /// <summary>What clients are known to send beyond the RFCs is understood (<see cref="VendorQuirks"/>).</summary>
    Tolerant = 0,

    /// <summary>Only what the RFCs allow.</summary>
    Strict = 1,

    /// <summary>Only what the SCIM 2.0 Interoperability Profile allows (draft-zollner-scim-interop-profile), which is less than the RFCs do.</summary>
    Interop = 2,
}
