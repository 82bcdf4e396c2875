using System.Text.Json.Serialization;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Features.Evidence;

/// <summary>Which people a list of access shows.</summary>
[JsonConverter(typeof(EnumWordsConverter<AccessView>))]
public enum AccessView
{
    /// <summary>Who had access in Looker.</summary>
    Had,

    /// <summary>SCIM asked for access, and Looker gave none.</summary>
    Asked,

    /// <summary>SCIM had taken the access, and Looker still gave it.</summary>
    Left,

    /// <summary>Looker gave access because somebody had changed the account there.</summary>
    ByHand,
}
