#include "embedded.h"

// To add a file: put it in Files, add its three lines here and its line in the table below, which is sorted by name.
// An empty file cannot be embedded.

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char aqi_json[] = {
#embed "Files/aqi.json"
};

static const unsigned char aqi_ubj[] = {
#embed "Files/aqi.ubj"
};

static const unsigned char common_passwords_txt[] = {
#embed "Files/common-passwords.txt"
};

static const unsigned char documentation_html[] = {
#embed "Files/documentation.html"
};

static const unsigned char openapi_json[] = {
#embed "Files/openapi.json"
};

#define EMBEDDED(name, bytes) {name, bytes, sizeof(bytes)}

static const geoclimate_embedded_file files[] = {
    EMBEDDED("aqi.json", aqi_json),
    EMBEDDED("aqi.ubj", aqi_ubj),
    EMBEDDED("common-passwords.txt", common_passwords_txt),
    EMBEDDED("documentation.html", documentation_html),
    EMBEDDED("openapi.json", openapi_json),
};

size_t geoclimate_embedded_count(void) { return sizeof(files) / sizeof(files[0]); }

geoclimate_embedded_file geoclimate_embedded_at(size_t index) {
    if (index >= geoclimate_embedded_count()) return (geoclimate_embedded_file){NULL, NULL, 0};
    return files[index];
}
